package org.rolemesh.testing;

/**
 * What a {@link FaultBackend} has seen, at one instant.
 *
 * @param accepted connections since the start
 * @param connections connections open now
 * @param requests whole requests since the start
 * @param open requests being answered now
 * @param done answers written to their end
 * @param cut answers that the backend broke off itself, by closing or resetting
 * @param aborted answers whose client closed or reset before their end
 * @param malformed connections given up because what they sent is not HTTP/1.1
 */
public record Counts(
        int accepted, int connections, int requests, int open, int done, int cut, int aborted, int malformed) {

    Counts connected() {
        return new Counts(accepted + 1, connections + 1, requests, open, done, cut, aborted, malformed);
    }

    Counts disconnected() {
        return new Counts(accepted, connections - 1, requests, open, done, cut, aborted, malformed);
    }

    Counts requested() {
        return new Counts(accepted, connections, requests + 1, open + 1, done, cut, aborted, malformed);
    }

    Counts misread() {
        return new Counts(accepted, connections, requests, open, done, cut, aborted, malformed + 1);
    }

    Counts ended(Outcome outcome) {
        return switch (outcome) {
            case DONE -> new Counts(accepted, connections, requests, open - 1, done + 1, cut, aborted, malformed);
            case CUT -> new Counts(accepted, connections, requests, open - 1, done, cut + 1, aborted, malformed);
            case ABORTED -> new Counts(accepted, connections, requests, open - 1, done, cut, aborted + 1, malformed);
        };
    }

    /** How an answer ended: whole, broken off by the backend, or given up by the client. */
    enum Outcome {
        DONE,
        CUT,
        ABORTED
    }
}
