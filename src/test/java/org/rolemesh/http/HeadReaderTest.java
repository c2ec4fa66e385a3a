package org.rolemesh.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.wire.IncomingHead;

class HeadReaderTest {
    private static final String GOOD =
            "\r\nPOST /v1/x?a=b HTTP/1.1\r\nHost: g\r\nX-A:  b c \r\nContent-Length: 3\r\n\r\n";

    private final HeadReader reader = new HeadReader(LimitsConfig.DEFAULT);

    @Example
    void a_head_is_taken_apart_and_what_follows_it_is_left() throws Exception {
        ByteBuf in = bytes(GOOD + "abc");

        IncomingHead head = reader.read(in);

        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.target()).isEqualTo("/v1/x?a=b");
        assertThat(head.path()).isEqualTo("/v1/x");
        assertThat(head.headers().first("x-a")).isEqualTo("b c");
        assertThat(head.length()).isEqualTo(3);
        assertThat(head.isPersistent()).isTrue();
        assertThat(in.toString(ISO_8859_1)).isEqualTo("abc");
    }

    @Property(tries = 200)
    void it_reads_the_same_in_whatever_pieces_it_comes(
            @ForAll @IntRange(max = 68) int one, @ForAll @IntRange(max = 68) int other) throws Exception {
        int first = Math.min(one, other);
        int second = Math.max(one, other);

        assertThat(reader.read(bytes(GOOD.substring(0, first)))).isNull();
        assertThat(reader.read(bytes(GOOD.substring(first, second)))).isNull();
        IncomingHead head = reader.read(bytes(GOOD.substring(second)));

        assertThat(head.target()).isEqualTo("/v1/x?a=b");
        assertThat(head.headers().size()).isEqualTo(3);
        assertThat(reader.read(bytes("GET / HTTP/1.0\r\nHost: h\r\n\r\n")).isOld())
                .isTrue();
    }

    @Example
    void a_connection_is_kept_as_its_version_and_its_options_say() throws Exception {
        assertThat(isPersistent("HTTP/1.1", "X: y")).isTrue();
        assertThat(isPersistent("HTTP/1.1", "Connection: x, Close")).isFalse();
        assertThat(isPersistent("HTTP/1.0", "X: y")).isFalse();
        assertThat(isPersistent("HTTP/1.0", "Connection: Keep-Alive")).isTrue();
    }

    private boolean isPersistent(String version, String header) throws Exception {
        return reader.read(bytes("GET / " + version + "\r\n" + header + "\r\n\r\n"))
                .isPersistent();
    }

    @Example
    void a_length_of_too_many_digits_is_more_than_anybody_takes() throws Exception {
        IncomingHead head = reader.read(bytes("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"));

        assertThat(head.length()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1\r\nContent-Length: 1",
                "Content-Length: 1, 1",
                "Content-Length: +1",
                "Content-Length:",
                "Content-Length: 1\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "A : b",
                ": b",
                "no colon"
            })
    void what_could_be_read_in_two_ways_is_refused(String header) {
        HeadReader.Refused refused = refused("POST /p HTTP/1.1\r\n" + header + "\r\n\r\n");

        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.head().path()).isEqualTo("/p");
    }

    @Example
    void old_http_has_no_chunks() {
        assertThat(refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .error()
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /\n", "GET\t/ HTTP/1.1\r\n", "GET / HTTP/2.0\r\n", "hello\r\n", "GET / HTTP/1.1\r\nA: b\n"})
    void a_fault_is_told_before_the_head_is_whole(String begun) {
        assertThat(refused(begun).head()).isNull();
    }

    @Example
    void a_line_and_headers_have_limits_of_their_own_before_they_are_whole() {
        assertThat(refused("GET /" + "x".repeat(5_000)).error().status()).isEqualTo(414);

        HeadReader.Refused many =
                catchThrowableOfType(HeadReader.Refused.class, () -> new HeadReader(LimitsConfig.DEFAULT)
                        .read(bytes("GET /p HTTP/1.1\r\nA: " + "x".repeat(9_000))));
        assertThat(many.error().status()).isEqualTo(431);
        assertThat(many.head().path()).isEqualTo("/p");
    }

    @Example
    void what_is_no_method_is_not_shown() {
        assertThat(refused("{\"a-prompt\"}GET / HTTP/1.1\r\nHost: g\r\n\r\n").head())
                .isNull();
    }

    private HeadReader.Refused refused(String head) {
        HeadReader.Refused refused = catchThrowableOfType(HeadReader.Refused.class, () -> reader.read(bytes(head)));
        assertThat(refused).isNotNull();
        return refused;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }
}
