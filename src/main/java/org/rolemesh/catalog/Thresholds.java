package org.rolemesh.catalog;

import java.time.Instant;

/**
 * How many observations in a row it takes to change one's mind about an upstream.
 *
 * @param upAfter good ones, to call a failed upstream up again; the first observation of all decides alone
 * @param downAfter failures, to call an upstream down; a refused connection decides alone
 */
public record Thresholds(int upAfter, int downAfter) {
    /** The health that follows from {@code before} and what was seen; {@code before} itself where nothing changes. */
    public Health next(Health before, Observation seen, Instant now) {
        return switch (seen.kind()) {
            case ANSWERED -> afterAnswer(before, now);
            case LOADING -> before.state() == Health.State.LOADING ? before.withContrary(0) : Health.loading(now);
            case MISANSWERED, FAILED -> afterFailure(before, seen.reason(), now);
            case REFUSED -> down(before, seen.reason(), now);
        };
    }

    private Health afterAnswer(Health before, Instant now) {
        return switch (before.state()) {
            case UNKNOWN, LOADING -> Health.up(now);
            case UP -> before.withContrary(0);
            case DOWN -> before.contrary() + 1 >= upAfter ? Health.up(now) : before.withContrary(before.contrary() + 1);
        };
    }

    private Health afterFailure(Health before, String reason, Instant now) {
        boolean hopeful = before.state() == Health.State.UP || before.state() == Health.State.LOADING;
        boolean wait = hopeful && before.contrary() + 1 < downAfter;
        return wait ? before.withContrary(before.contrary() + 1) : down(before, reason, now);
    }

    private static Health down(Health before, String reason, Instant now) {
        boolean sameAsBefore =
                before.state() == Health.State.DOWN && before.contrary() == 0 && reason.equals(before.reason());
        if (sameAsBefore) {
            return before;
        }
        return Health.down(before.state() == Health.State.DOWN ? before.since() : now, reason);
    }
}
