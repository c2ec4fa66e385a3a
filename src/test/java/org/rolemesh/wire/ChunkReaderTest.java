package org.rolemesh.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {
    private static final String GOOD =
            "3\r\nabc\r\n0A\r\n0123456789\r\n1 ; name=\"va\tlue\"\r\n-\r\n0\r\nTrailer: t\r\nOther:\r\n\r\n";

    @Example
    void data_is_told_from_all_that_is_around_it() throws MalformedMessage {
        ByteBuf in = Unpooled.copiedBuffer(GOOD + "next", ISO_8859_1);

        Read read = new Read();
        read.all(in);

        assertThat(read.text).hasToString("abc0123456789-");
        assertThat(read.chunks.isOver()).isTrue();
        assertThat(in.toString(ISO_8859_1)).isEqualTo("next");
    }

    @Property(tries = 300)
    void it_reads_the_same_in_whatever_pieces_it_comes(
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 60) Integer> cuts) throws MalformedMessage {
        Read read = new Read();
        int from = 0;
        for (int cut : cuts.stream().sorted().toList()) {
            read.all(Unpooled.copiedBuffer(GOOD.substring(from, cut), ISO_8859_1));
            from = cut;
        }
        read.all(Unpooled.copiedBuffer(GOOD.substring(from), ISO_8859_1));

        assertThat(read.text).hasToString("abc0123456789-");
        assertThat(read.chunks.isOver()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "zz\r\n",
                "-1\r\n",
                "+1\r\n",
                "0x1\r\n",
                ";a\r\n",
                "1 1\r\n",
                "1 \r\na\r\n",
                " 1\r\na\r\n",
                "1\na\r\n",
                "1;a\nb\r\n",
                "1;a\0\r\n",
                "1;a\rb\r\n",
                "1\r\nab\r\n",
                "1\r\na\n",
                "1\r\na\rb",
                "1234567890abcdef\r\n",
                "0\r\nno colon\r\n\r\n",
                "0\r\n: none\r\n\r\n",
                "0\r\nA : b\r\n\r\n",
                "0\r\nA: b\r\n c\r\n\r\n",
                "0\r\nA: b\0\r\n\r\n",
                "0\r\nA\r\n\r\n",
                "0\r\n\n",
                "0\r\n\rx"
            })
    void what_could_be_read_in_two_ways_is_refused(String body) {
        assertThatThrownBy(() -> new Read().all(Unpooled.copiedBuffer(body, ISO_8859_1)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Example
    void what_is_around_the_data_has_its_limits() {
        String much = "x".repeat(9_000);

        assertThatThrownBy(() -> new Read().all(Unpooled.copiedBuffer("1;" + much, ISO_8859_1)))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> new Read().all(Unpooled.copiedBuffer("1" + " ".repeat(9_000), ISO_8859_1)))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> new Read().all(Unpooled.copiedBuffer("0\r\nA: " + much, ISO_8859_1)))
                .isInstanceOf(MalformedMessage.class);
    }

    private static final class Read {
        private final ChunkReader chunks = new ChunkReader();
        private final StringBuilder text = new StringBuilder();

        void all(ByteBuf in) throws MalformedMessage {
            for (int length = chunks.next(in); length > 0; length = chunks.next(in)) {
                text.append(in.readCharSequence(length, ISO_8859_1));
            }
        }
    }
}
