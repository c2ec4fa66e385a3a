package org.rolemesh.catalog;

import java.time.Instant;

/**
 * Whether one upstream can be given work now.
 *
 * @param reason why not; null where it can
 * @param since when it came to this
 */
record Standing(Kind kind, String reason, Instant since) {
    enum Kind {
        /** It has the model in memory. */
        WARM,
        /** It would load the model first. */
        COLD,
        /** It is loading the model. */
        LOADING,
        /** It cannot. */
        OUT
    }

    static Standing warm(Instant since) {
        return new Standing(Kind.WARM, null, since);
    }

    static Standing cold(Instant since) {
        return new Standing(Kind.COLD, null, since);
    }

    static Standing loading(Instant since) {
        return new Standing(Kind.LOADING, "the model is loading", since);
    }

    static Standing notLookedAt(Instant since) {
        return new Standing(Kind.LOADING, "not probed yet", since);
    }

    static Standing out(String reason, Instant since) {
        return new Standing(Kind.OUT, reason, since);
    }
}
