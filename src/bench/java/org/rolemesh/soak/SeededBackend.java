package org.rolemesh.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.Ending;
import org.rolemesh.testing.Exchange;
import org.rolemesh.testing.SeededChat;
import org.rolemesh.testing.Streams;

/** Answers a {@link SeededChat} as its seed says, at another pace and in other pieces each time. */
final class SeededBackend implements Behaviour {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(ISO_8859_1);
    private static final int MAX_GAP_MILLIS = 12;

    private final Ledger ledger;

    SeededBackend(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void serve(Exchange x) throws IOException, InterruptedException {
        String body = x.request().bodyText();
        Optional<SeededChat> asked = SeededChat.askedBy(body);
        if (asked.isEmpty()) {
            ledger.fault("a request came altered: " + body.substring(0, Math.min(300, body.length())));
            Answers.json(400, "{\"error\":{\"message\":\"altered\"}}").serve(x);
            return;
        }
        SeededChat chat = asked.get();
        ledger.begun(chat.seed());
        Random random = new Random();
        Duration gap = Duration.ofMillis(random.nextInt(4) == 0 ? 0 : random.nextInt(MAX_GAP_MILLIS));
        if (x.request().asksToStream()) {
            stream(x, chat.answer(true), random, gap);
        } else {
            x.pause(gap);
            x.answer(200, chat.whole(), "Content-Type", "application/json");
        }
    }

    /** Cut anywhere, also within an event and within a character. */
    private static void stream(Exchange x, byte[] all, Random random, Duration gap)
            throws IOException, InterruptedException {
        Streams.head(x);
        for (int at = 0; at < all.length; ) {
            int to = Math.min(all.length, at + 1 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 400));
            x.chunk(Arrays.copyOfRange(all, at, to));
            if (!gap.isZero()) {
                x.pause(gap);
            }
            at = to;
        }
        x.end(LAST_CHUNK, Ending.KEEP);
    }
}
