package org.rolemesh.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @Example
    void a_length_delimits_and_the_connection_is_kept() throws MalformedMessage {
        Told told = read(OK + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(told.text()).isEqualTo("200 {} end");
        assertThat(told.head.header("content-type")).isEqualTo("application/json");
        assertThat(told.parser.isKeptAlive()).isTrue();
    }

    @Example
    void chunks_are_taken_apart_with_their_extensions_and_trailers() throws MalformedMessage {
        Told told = read(
                OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0 \r\nTrailer: t\r\n\r\n");

        assertThat(told.text()).isEqualTo("200 abc0123456789 end");
        assertThat(told.parser.isKeptAlive()).isTrue();
    }

    @Example
    void without_a_length_it_ends_with_its_connection() throws MalformedMessage {
        Told told = read("HTTP/1.0 200 OK\r\n\r\nsome");

        assertThat(told.text()).isEqualTo("200 some");
        assertThat(told.parser.endsWithConnection()).isTrue();
        assertThat(told.head.isDelimited()).isFalse();
    }

    @Example
    void interim_answers_are_passed_over() throws MalformedMessage {
        Told told = read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK
                + "Content-Length: 0\r\n\r\n");

        assertThat(told.text()).isEqualTo("200  end");
    }

    @Example
    void an_answer_without_a_body_has_none_whatever_it_says() throws MalformedMessage {
        assertThat(read("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n").text())
                .isEqualTo("204  end");
    }

    @Example
    void an_unasked_upgrade_is_the_last_that_its_connection_is_used_for() throws MalformedMessage {
        Told told = read("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nContent-Length: 0\r\n\r\n");

        assertThat(told.text()).isEqualTo("101 ");
        assertThat(told.parser.endsWithConnection()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n"
            })
    void a_connection_that_may_not_be_used_again_is_not_kept(String answer) throws MalformedMessage {
        Told told = read(answer);

        assertThat(told.text()).isEqualTo("200  end");
        assertThat(told.parser.isKeptAlive()).isFalse();
    }

    @Example
    void old_http_keeps_a_connection_only_where_it_says_so() throws MalformedMessage {
        assertThat(read("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n")
                        .parser
                        .isKeptAlive())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: none\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n\n",
                "HTTP/1.1 200 OK\n\r\n",
                "\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n;x\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 5\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1234567890abcdef\r\n"
            })
    void what_is_not_well_formed_is_refused(String answer) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(MalformedMessage.class);
    }

    @Example
    void a_head_and_a_trailer_have_their_limits() {
        String long1 = "A: " + "x".repeat(17 * 1024) + "\r\n\r\n";

        assertThatThrownBy(() -> read(OK + long1)).hasMessageContaining("16 KiB");
        assertThatThrownBy(() -> read(OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + long1))
                .hasMessageContaining("16 KiB");
        assertThatThrownBy(() -> read(OK + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(5000)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Example
    void what_came_before_a_fault_is_told() {
        Told told = new Told();

        assertThatThrownBy(() -> told.read(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"))
                .isInstanceOf(MalformedMessage.class);

        assertThat(told.text()).isEqualTo("200 abc");
    }

    @Example
    void what_follows_the_end_is_left() throws MalformedMessage {
        ByteBuf in = Unpooled.copiedBuffer(OK + "Content-Length: 1\r\n\r\naHTTP", ISO_8859_1);

        new Told().parser.read(in);

        assertThat(in.toString(ISO_8859_1)).isEqualTo("HTTP");
    }

    @Example
    void one_read_is_one_piece_however_many_chunks_it_has() throws MalformedMessage {
        Told told = read(OK + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n");

        assertThat(told.pieces).isEqualTo(1);
        assertThat(told.chunks).isEqualTo(3);
        assertThat(told.text()).isEqualTo("200 abc");
    }

    /** Wherever the network divides it, and one answer after the other on the same connection. */
    @Property(tries = 500)
    void it_reads_the_same_in_whatever_pieces_it_comes(
            @ForAll @Size(min = 1, max = 4) byte[][] bodies,
            @ForAll @IntRange(min = 1, max = 40) int step,
            @ForAll @IntRange(min = 1, max = 7) int chunk)
            throws MalformedMessage {
        Told told = new Told();
        for (byte[] body : bodies) {
            told.forget();
            told.parser.begin();
            String whole = chunked(body, chunk);
            for (int at = 0; at < whole.length(); at += step) {
                told.read(whole.substring(at, Math.min(whole.length(), at + step)));
            }
            assertThat(told.text()).isEqualTo("200 " + new String(body, ISO_8859_1) + " end");
            assertThat(told.parser.isKeptAlive()).isTrue();
        }
    }

    private static String chunked(byte[] body, int size) {
        StringBuilder answer = new StringBuilder(OK + "Server: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < body.length; at += size) {
            int length = Math.min(size, body.length - at);
            answer.append(Integer.toHexString(length))
                    .append("\r\n")
                    .append(new String(body, at, length, ISO_8859_1))
                    .append("\r\n");
        }
        return answer.append("0\r\n\r\n").toString();
    }

    private static Told read(String answer) throws MalformedMessage {
        Told told = new Told();
        told.read(answer);
        return told;
    }

    private static final class Told implements AnswerParser.Sink {
        private final AnswerParser parser = new AnswerParser(this);
        private final StringBuilder all = new StringBuilder();
        private AnswerHead head;
        private int pieces;
        private int chunks;

        void read(String text) throws MalformedMessage {
            parser.read(Unpooled.copiedBuffer(text, ISO_8859_1));
        }

        String text() {
            return all.toString();
        }

        void forget() {
            all.setLength(0);
        }

        @Override
        public void head(AnswerHead told) {
            head = told;
            all.append(told.status()).append(' ');
        }

        @Override
        public void piece(Buffer bytes, int ended) {
            pieces++;
            chunks += ended;
            all.append(bytes.toString(ISO_8859_1));
        }

        @Override
        public void end() {
            all.append(" end");
        }
    }
}
