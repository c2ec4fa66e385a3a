package org.rolemesh.bench;

import java.time.Duration;

/**
 * How a backend answers.
 *
 * @param model its only model
 * @param events of a stream, the last of which says why it stops; a request whose {@code max_tokens} is less has that many
 * @param gap from one event of a stream to the next; zero: as fast as they are taken
 * @param tokenBytes length of the text in each event
 */
public record BackendProfile(String model, int events, Duration gap, int tokenBytes) {
    private static final int MOST_EVENTS = 1_000_000;

    public BackendProfile {
        if (events < 1 || events > MOST_EVENTS || tokenBytes < 1 || gap.isNegative()) {
            throw new IllegalArgumentException(
                    "events must be 1 to " + MOST_EVENTS + ", the bytes of a token at least 1 and the gap at least 0");
        }
        if (!model.matches("[A-Za-z0-9._:/-]+")) {
            throw new IllegalArgumentException("the model's name may have letters, digits and . _ : / - in it");
        }
    }
}
