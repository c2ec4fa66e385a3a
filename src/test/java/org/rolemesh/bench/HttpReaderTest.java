package org.rolemesh.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpReaderTest {
    private static final String CHUNKED =
            String.join("\r\n", "HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "5", "hello", "6;x=y")
                    + String.join("\r\n", "", " world", "0", "Trailer: t", "", "");
    private static final String SIZED = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy";
    private static final String EMPTY = "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    @Test
    void answers_are_told_apart_wherever_they_are_cut() {
        byte[] all = ("HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED + SIZED + EMPTY).getBytes(ISO_8859_1);
        for (int cut = 0; cut <= all.length; cut++) {
            Seen seen = new Seen();
            HttpReader reader = HttpReader.ofAnswers(seen);
            reader.read(Arrays.copyOf(all, cut));
            reader.read(Arrays.copyOfRange(all, cut, all.length));
            assertThat(seen.messages)
                    .as("cut at %d", cut)
                    .containsExactly(
                            "HTTP/1.1 200 OK|hello world",
                            "HTTP/1.1 503 Service Unavailable|busy",
                            "HTTP/1.1 204 No Content|");
            assertThat(reader.keepAlive()).isFalse();
        }
    }

    @Test
    void an_answer_without_a_length_goes_on_until_the_connection_closes() {
        Seen seen = new Seen();
        HttpReader reader = HttpReader.ofAnswers(seen);
        reader.read("HTTP/1.1 200 OK\r\n\r\nall of it".getBytes(ISO_8859_1));
        assertThat(seen.messages).isEmpty();

        assertThat(reader.endsByClose()).isTrue();
        assertThat(seen.messages).containsExactly("HTTP/1.1 200 OK|all of it");
        assertThat(reader.endsByClose()).isFalse();
    }

    @Test
    void a_request_without_a_length_has_no_body() {
        Seen seen = new Seen();
        HttpReader.ofRequests(seen).read("GET /health HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));

        assertThat(seen.messages).containsExactly("GET /health HTTP/1.1|");
    }

    @Test
    void what_is_not_http_is_refused() {
        assertThatThrownBy(() -> HttpReader.ofAnswers(new Seen()).read("SSH-2.0-x\r\n".getBytes(ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static final class Seen implements HttpReader.Listener {
        private final List<String> messages = new ArrayList<>();
        private final StringBuilder message = new StringBuilder();

        @Override
        public void head(String startLine) {
            message.append(startLine).append('|');
        }

        @Override
        public void body(byte[] bytes, int from, int to) {
            message.append(new String(bytes, from, to - from, ISO_8859_1));
        }

        @Override
        public void end() {
            messages.add(message.toString());
            message.setLength(0);
        }
    }
}
