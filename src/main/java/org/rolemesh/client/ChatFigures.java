package org.rolemesh.client;

/**
 * How an answer came.
 *
 * @param upstream who has answered; null: not said
 * @param firstTokenNanos from the request to the first piece of text; -1: there was none
 * @param tokens as the backend counts them, or else the pieces in which the text came
 * @param nanosAfterFirst from the first piece to the last
 * @param finish why it ended, in the backend's word; null: not said
 */
public record ChatFigures(String upstream, long firstTokenNanos, int tokens, long nanosAfterFirst, String finish) {
    /** Tokens a second, without the wait for the first; 0 where there are too few to say. */
    public double tokensPerSecond() {
        return tokens < 2 || nanosAfterFirst <= 0 ? 0 : (tokens - 1) / (nanosAfterFirst / 1e9);
    }

    public double firstTokenMillis() {
        return firstTokenNanos / 1e6;
    }
}
