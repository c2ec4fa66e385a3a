package org.rolemesh.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateFileTest {
    private static final Instant START = Instant.parse("2026-03-01T10:11:12.013Z");

    @TempDir
    private Path folder;

    private Path file;
    private Path previous;

    @BeforeEach
    void name_the_files() {
        file = folder.resolve("nodes.json");
        previous = folder.resolve("nodes.previous.json");
    }

    @Test
    void what_was_written_is_read_with_its_version() throws Exception {
        open().write(numbered(1));

        assertThat(open().load()).contains(numbered(1).put("version", 1));
    }

    @Test
    void there_is_nothing_to_read_at_first() throws Exception {
        StateFile state = open();

        assertThat(state.load()).isEmpty();
        assertThat(state.fault()).isEmpty();
    }

    @Test
    void the_copy_before_is_kept() throws Exception {
        StateFile state = open();
        for (int n = 1; n <= 3; n++) {
            state.write(numbered(n));
        }

        assertThat(Files.readString(file)).contains("\"n\" : 3");
        assertThat(Files.readString(previous)).contains("\"n\" : 2");
        assertThat(namesIn(folder)).containsExactly("nodes.json", "nodes.previous.json");
    }

    @Test
    void the_same_content_is_not_written_again() throws Exception {
        open().write(numbered(1));
        Object before = identity(file);

        StateFile next = open();
        next.load();
        next.write(numbered(1));

        assertThat(identity(file)).isEqualTo(before);
        assertThat(previous).doesNotExist();
    }

    @Test
    void a_file_that_was_deleted_is_not_brought_back() throws Exception {
        StateFile state = open();
        state.write(numbered(1));
        state.write(numbered(2));
        Files.delete(file);

        StateFile next = open();
        assertThat(next.load()).isEmpty();
        next.write(numbered(3));

        assertThat(previous).doesNotExist();
    }

    static Stream<Named<byte[]>> damages() {
        byte[] whole = "{\n  \"version\" : 1,\n  \"n\" : 2\n}".getBytes(UTF_8);
        return Stream.of(
                Named.of("empty", new byte[0]),
                Named.of("truncated", Arrays.copyOf(whole, whole.length - 1)),
                Named.of("zeroed", new byte[whole.length]),
                Named.of("its end zeroed", Arrays.copyOf(Arrays.copyOf(whole, whole.length / 2), whole.length)),
                Named.of("garbage", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 7, '{', '}'}),
                Named.of("something after it", "{\"version\":1}{\"version\":1}".getBytes(UTF_8)),
                Named.of("a name twice", "{\"version\":1,\"n\":1,\"n\":2}".getBytes(UTF_8)),
                Named.of("nested without end", ("{\"version\":1,\"n\":" + "[".repeat(100_000)).getBytes(UTF_8)),
                Named.of("foreign", "[1, 2]".getBytes(UTF_8)),
                Named.of("without a version", "{\"n\":2}".getBytes(UTF_8)),
                Named.of("with a version that is text", "{\"version\":\"1\"}".getBytes(UTF_8)),
                Named.of("too new", "{\"version\":2,\"n\":2}".getBytes(UTF_8)),
                Named.of("newer than a number", "{\"version\":4294967297,\"n\":2}".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void S2_a_damaged_file_is_set_aside_and_the_copy_before_it_used(byte[] damaged) throws Exception {
        StateFile before = open();
        before.write(numbered(1));
        before.write(numbered(2));
        Files.write(file, damaged);

        StateFile state = open();

        assertThat(state.load()).contains(numbered(1).put("version", 1));
        Path aside = folder.resolve("nodes.json.corrupt-20260301T101112.013Z");
        assertThat(aside).hasBinaryContent(damaged);
        assertThat(state.fault().orElseThrow())
                .contains("nodes.json", aside.getFileName().toString())
                .doesNotContain(folder.toString());
        assertThat(open().load()).as("the next start").contains(numbered(1).put("version", 1));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void S2_without_a_copy_that_can_be_read_it_starts_empty(byte[] damaged) throws Exception {
        Files.write(file, damaged);
        Files.write(previous, damaged);

        StateFile state = open();

        assertThat(state.load()).isEmpty();
        assertThat(state.fault()).isPresent();
        state.write(numbered(1));
        assertThat(previous).doesNotExist();
        assertThat(open().load()).contains(numbered(1).put("version", 1));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void a_start_that_can_write_nothing_leaves_the_copy_before_to_the_next(byte[] damaged) throws Exception {
        StateFile before = open();
        before.write(numbered(1));
        before.write(numbered(2));
        Files.write(file, damaged);
        Path inTheWay = Files.createDirectories(folder.resolve("nodes.json.tmp/inner"));

        for (int start = 0; start < 3; start++) {
            StateFile state = open(START.plusSeconds(start));
            assertThat(state.load()).contains(numbered(1).put("version", 1));
            assertThat(state.fault()).isPresent();
        }

        assertThat(folder.resolve("nodes.json.corrupt-20260301T101112.013Z")).hasBinaryContent(damaged);
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        StateFile state = open();
        state.load();
        state.write(numbered(3));
        assertThat(Files.readString(previous)).contains("\"n\" : 1");
        assertThat(folder.resolve("nodes.json.corrupt-20260301T101112.013Z")).hasBinaryContent(damaged);
        assertThat(open().load()).contains(numbered(3).put("version", 1));
    }

    @Test
    void a_write_ends_the_fault_even_if_nothing_changed() throws Exception {
        StateFile before = open();
        before.write(numbered(1));
        before.write(numbered(2));
        Files.writeString(file, "torn");
        StateFile state = open();
        state.load();

        state.write(numbered(1));

        assertThat(state.fault()).isEmpty();
        StateFile next = open();
        assertThat(next.load()).contains(numbered(1).put("version", 1));
        assertThat(next.fault()).isEmpty();
    }

    @Test
    void a_folder_in_the_place_of_the_file_is_set_aside() throws Exception {
        Files.createDirectory(file);
        Files.writeString(file.resolve("inner"), "");

        StateFile state = open();

        assertThat(state.load()).isEmpty();
        state.write(numbered(1));
        assertThat(file).isRegularFile();
        assertThat(folder.resolve("nodes.json.corrupt-20260301T101112.013Z")).isDirectory();
    }

    @Test
    void the_last_five_damaged_copies_are_kept() throws Exception {
        for (int n = 0; n < 8; n++) {
            Files.writeString(file, "torn " + n);
            open(START.plusSeconds(n)).load();
        }

        List<String> names = namesIn(folder);
        assertThat(names).hasSize(5);
        assertThat(names.get(0)).isEqualTo("nodes.json.corrupt-20260301T101115.013Z");
        assertThat(folder.resolve(names.get(4))).hasContent("torn 7");
    }

    @Test
    void a_file_that_cannot_be_opened_is_named_with_the_remedy_and_left_alone() throws Exception {
        Files.createSymbolicLink(file, file);

        assertThatThrownBy(() -> open().load())
                .isInstanceOf(StateUnusable.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--state-dir");
        assertThat(namesIn(folder)).containsExactly("nodes.json");
    }

    private StateFile open() {
        return open(START);
    }

    private StateFile open(Instant at) {
        return new StateFile(file, 1, Clock.fixed(at, ZoneOffset.UTC));
    }

    private static ObjectNode numbered(int n) {
        return JsonNodeFactory.instance.objectNode().put("n", n);
    }

    private static Object identity(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
