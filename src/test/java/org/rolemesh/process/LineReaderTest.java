package org.rolemesh.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    private final LineReader reader = new LineReader();

    @Property(tries = 300)
    void lines_are_the_same_however_the_bytes_come(
            @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 5) int piece) {
        LineReader other = new LineReader();
        List<String> inPieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += piece) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
            inPieces.addAll(other.read(part, part.length));
        }

        LineReader whole = new LineReader();
        assertThat(inPieces).isEqualTo(whole.read(bytes, bytes.length));
        assertThat(other.begun()).isEqualTo(whole.begun());
    }

    @Property(tries = 300)
    void nothing_that_steers_a_terminal_is_left(@ForAll byte[] bytes) {
        assertThat(reader.read(bytes, bytes.length))
                .allMatch(line -> line.chars().noneMatch(c -> Character.isISOControl(c) && c != '\t'));
    }

    @Test
    void colours_titles_and_control_characters_are_removed_and_tabs_kept() {
        String line = "\u001B[1;31mred\u001B[0m\tnot \u001B]0;a title\u0007this\u0007\r\u001B(B\n";

        assertThat(read(line.getBytes(UTF_8))).containsExactly("red\tnot this");
    }

    @Test
    void invalid_utf_8_is_replaced() {
        assertThat(read("caf\u00E9!\n".getBytes(ISO_8859_1))).containsExactly("caf\uFFFD!");
    }

    @Test
    void a_long_line_is_cut_between_characters_and_the_next_is_whole() {
        String longLine = "é".repeat(LineReader.MAX_BYTES);

        List<String> lines = read(("x" + longLine + "\nnext\n").getBytes(UTF_8));

        assertThat(lines).hasSize(2).last().isEqualTo("next");
        assertThat(lines.get(0)).matches("xé+");
        assertThat(lines.get(0).getBytes(UTF_8)).hasSizeBetween(LineReader.MAX_BYTES - 4, LineReader.MAX_BYTES);
    }

    @Test
    void the_rest_of_a_line_is_skipped() {
        reader.skipLine();

        assertThat(read("rest of it\nnext\nbegun".getBytes(UTF_8))).containsExactly("next");
        assertThat(reader.begun()).contains("begun");
    }

    private List<String> read(byte[] bytes) {
        return reader.read(bytes, bytes.length);
    }
}
