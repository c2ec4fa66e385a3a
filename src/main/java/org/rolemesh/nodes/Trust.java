package org.rolemesh.nodes;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a node's address is believed to answer, apart from whether the node is heard of: its beats may arrive while
 * the port of its data is dead.
 *
 * @param failures connections in a row that failed; of a node that is not trusted, probes that failed
 * @param sinceNanos on the clock of {@link Moment#nanos}: when it came to this, or when its last probe failed
 * @param since when it came to this
 */
public record Trust(Kind kind, int failures, long sinceNanos, Instant since) {
    private static final int FAILURES_TO_SUSPECT = 3;
    private static final Duration SUSPECTED = Duration.ofSeconds(30);
    private static final Duration RESTORED_PROBE_INTERVAL = Duration.ofSeconds(2);

    public enum Kind {
        TRUSTED,
        /** Known from the state file only; nothing has been heard of it since. */
        RESTORED,
        /** Connections to it failed. */
        SUSPECT
    }

    static Trust trusted(Moment now) {
        return begin(Kind.TRUSTED, now);
    }

    static Trust restored(Moment now) {
        return begin(Kind.RESTORED, now);
    }

    private static Trust begin(Kind kind, Moment now) {
        return new Trust(kind, 0, now.nanos(), now.wall());
    }

    /** The node itself has spoken, which says nothing about its data port. */
    Trust afterBeat(Moment now) {
        return kind == Kind.RESTORED ? trusted(now) : this;
    }

    Trust afterConnectFailure(Moment now) {
        if (kind != Kind.TRUSTED) {
            return this;
        }
        return failures + 1 >= FAILURES_TO_SUSPECT
                ? begin(Kind.SUSPECT, now)
                : new Trust(kind, failures + 1, sinceNanos, since);
    }

    Trust afterAnswer(Moment now) {
        if (kind != Kind.TRUSTED) {
            return trusted(now);
        }
        return failures == 0 ? this : new Trust(kind, 0, sinceNanos, since);
    }

    Trust afterProbeFailure(Moment now) {
        return kind == Kind.TRUSTED ? this : new Trust(kind, failures + 1, now.nanos(), since);
    }

    boolean isDueForProbe(Moment now) {
        return switch (kind) {
            case TRUSTED -> false;
            case RESTORED -> failures == 0 || now.isPast(sinceNanos, RESTORED_PROBE_INTERVAL);
            case SUSPECT -> now.isPast(sinceNanos, SUSPECTED);
        };
    }
}
