package org.rolemesh.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    private Path temp;

    @Test
    void S5_a_second_process_is_told_who_has_the_folder_and_what_to_do() throws Exception {
        try (StateChild holder = StateChild.locking(temp)) {
            assertThat(holder.line()).isEqualTo("locked");

            assertThatThrownBy(() -> StateFolder.open(temp, "gateway"))
                    .isInstanceOf(StateLocked.class)
                    .hasMessageContaining(temp.toRealPath().toString())
                    .hasMessageContaining("process " + holder.pid())
                    .hasMessageContaining("--state-dir");
        }
    }

    @Test
    void a_killed_process_leaves_no_lock() throws Exception {
        try (StateChild holder = StateChild.locking(temp)) {
            assertThat(holder.line()).isEqualTo("locked");

            holder.kill();

            StateFolder.open(temp, "gateway").close();
        }
    }

    @Test
    void a_second_attempt_in_one_process_is_refused_and_does_not_break_the_first_ones_lock() throws Exception {
        try (StateFolder first = StateFolder.open(temp, "gateway")) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> StateFolder.open(temp, "gateway"))
                    .isInstanceOf(StateLocked.class)
                    .hasMessageContaining("this process");

            try (StateChild second = StateChild.locking(temp)) {
                assertThat(second.line())
                        .contains("process " + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void a_second_path_to_the_same_folder_is_no_way_round_the_lock() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("state"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
        try (StateFolder first = StateFolder.open(link, "gateway")) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> StateFolder.open(folder, "gateway")).isInstanceOf(StateLocked.class);
        }
    }

    @Test
    void closing_lets_the_next_one_have_it() throws Exception {
        StateFolder first = StateFolder.open(temp, "gateway");
        first.close();
        first.close();
        try (StateFolder second = StateFolder.open(temp, "gateway")) {
            first.close();
            assertThatThrownBy(() -> StateFolder.open(temp, "gateway")).isInstanceOf(StateLocked.class);
            assertThat(second).isNotNull();
        }
    }

    @Test
    void a_gateway_and_an_agent_share_a_folder() throws Exception {
        try (StateFolder gateway = StateFolder.open(temp, "gateway");
                StateFolder agent = StateFolder.open(temp, "agent")) {
            assertThat(gateway).isNotSameAs(agent);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void what_it_creates_is_for_its_owner_only() throws Exception {
        Path folder = temp.resolve("share/rolemesh");
        try (StateFolder state = StateFolder.open(folder, "gateway")) {
            StateFile file = state.file("nodes.json", 1);
            file.write(JsonNodeFactory.instance.objectNode().put("n", 1));
            file.write(JsonNodeFactory.instance.objectNode().put("n", 2));
        }

        assertThat(permissions(folder)).isEqualTo("rwx------");
        assertThat(folder).isDirectoryContaining("glob:**nodes.previous.json");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(3).allSatisfy(file -> assertThat(permissions(file))
                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void a_file_in_the_place_of_the_folder_is_named_with_the_remedy() throws Exception {
        Path file = Files.writeString(temp.resolve("state"), "");

        for (Path folder : new Path[] {file, file.resolve("below")}) {
            assertThatThrownBy(() -> StateFolder.open(folder, "gateway"))
                    .isInstanceOf(StateUnusable.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("--state-dir");
        }
    }

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
