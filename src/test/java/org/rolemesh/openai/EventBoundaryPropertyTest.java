package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class EventBoundaryPropertyTest {

    @Property(tries = 3000)
    void a_stream_cut_anywhere_is_passed_on_whole_event_by_whole_event(
            @ForAll("streams") String text, @ForAll Random random) {
        byte[] stream = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream passedOn = new ByteArrayOutputStream();
        byte[] held = {};
        for (int at = 0; at < stream.length; ) {
            int next = Math.min(stream.length, at + 1 + random.nextInt(9));
            byte[] bytes = joined(held, Arrays.copyOfRange(stream, at, next));
            int boundary = EventBoundary.lastEnd(ByteAt.of(bytes), 0, held.length, bytes.length);
            assertThat(boundary).isEqualTo(EventBoundary.lastEnd(ByteAt.of(bytes), 0, bytes.length));
            passedOn.write(bytes, 0, boundary);
            held = Arrays.copyOfRange(bytes, boundary, bytes.length);
            at = next;
            assertThat(passedOn.size()).isEqualTo(wholeEvents(stream, at));
        }
        assertThat(joined(passedOn.toByteArray(), held)).isEqualTo(stream);
    }

    /** Reads forward as a client would: how many of the first bytes make up whole events. */
    private static int wholeEvents(byte[] stream, int end) {
        int whole = 0;
        boolean lineHasText = false;
        for (int i = 0; i < end; i++) {
            boolean secondHalfOfCrlf = stream[i] == '\n' && i > 0 && stream[i - 1] == '\r';
            if (secondHalfOfCrlf) {
                // It belongs to the line end before it, and so to that event where it ended one.
                whole = whole == i ? i + 1 : whole;
            } else if (stream[i] == '\n' || stream[i] == '\r') {
                whole = lineHasText ? whole : i + 1;
                lineHasText = false;
            } else {
                lineHasText = true;
            }
        }
        return whole;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of("\n\n", "\n", "\r\n", "\r\n\r\n", "\r")),
                        Tuple.of(2, Arbitraries.of("data: {\"a\":1}", ": hi", "id: 7", "é", "data: [DONE]")))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20)
                .map((List<String> parts) -> String.join("", parts));
    }
}
