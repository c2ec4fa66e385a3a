package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LaunchBookTest {
    private static final String ROLES = """
            a: {model: a.gguf, slots: [s0], n_ctx: 2048, args: ["--threads", "2"]}
            b: {model: b.gguf, slots: [s1]}
            """;

    @Test
    void what_was_written_is_read_again() throws IOException {
        Host host = loaded();
        LaunchBook book = LaunchBook.of(host.supervisor.board());

        JsonNode text = new ObjectMapper().readTree(book.write().toString());

        assertThat(book.entries()).hasSize(2);
        assertThat(LaunchBook.read(text)).isEqualTo(book);
    }

    @Test
    void an_entry_that_is_not_whole_is_left_out() {
        Host host = loaded();
        ObjectNode state = LaunchBook.of(host.supervisor.board()).write();
        ArrayNode launches = (ArrayNode) state.path("launches");
        ObjectNode first = (ObjectNode) launches.get(0);
        launches.add(first.deepCopy().put("api_key", ""));
        launches.add(first.deepCopy().put("pid", "none"));
        launches.add(first.deepCopy().put("key_file", "\0"));
        launches.add("nonsense");
        first.remove("pid");

        assertThat(LaunchBook.read(state).entries().values())
                .extracting(entry -> entry.launch().role())
                .containsExactly("b");
    }

    @Test
    void a_state_without_launches_is_an_empty_book() throws IOException {
        assertThat(LaunchBook.read(new ObjectMapper().readTree("{}"))).isEqualTo(LaunchBook.EMPTY);
        assertThat(LaunchBook.read(new ObjectMapper().readTree("{\"launches\": 7}")))
                .isEqualTo(LaunchBook.EMPTY);
    }

    @Test
    void a_process_that_was_told_to_end_and_one_that_is_not_there_yet_are_not_in_it() {
        Host host = loaded();
        host.supervisor.unload("a");
        host.supervisor.unload("b");
        host.ended("s1");
        host.supervisor.load("b");

        assertThat(host.phases()).containsExactly("s0: stopping a", "s1: starting b");
        assertThat(LaunchBook.of(host.supervisor.board())).isEqualTo(LaunchBook.EMPTY);
    }

    private static Host loaded() {
        Host host = Host.of(2, ROLES);
        host.load("a", "s0");
        host.supervisor.load("b");
        host.launched("s1");
        return host;
    }
}
