package org.rolemesh.bench;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Says on one line of a terminal how far the measuring is.
 *
 * @param out null: nobody looks
 * @param phase what is going on
 */
public record Progress(PrintWriter out, String phase) {
    private static final String CLEAR_LINE = "\r\033[K";

    /** Where nobody looks. */
    public static final Progress NONE = new Progress(null, "");

    /** On a terminal, which it is that {@code out} writes to. */
    public static Progress on(PrintWriter out) {
        return new Progress(out, "");
    }

    Progress of(String newPhase) {
        return new Progress(out, newPhase);
    }

    void show(RoundPlan plan, long nanos, Tally.Live live) {
        if (out != null) {
            double seconds = nanos / 1e9;
            out.printf(
                    Locale.ROOT,
                    CLEAR_LINE + "%s, %s, %.0f s: %,.0f answers/s, %,.0f events/s, %,d errors",
                    plan.target().label(),
                    phase,
                    seconds,
                    live.answers().sum() / seconds,
                    live.events().sum() / seconds,
                    live.failures().sum());
            out.flush();
        }
    }

    void clear() {
        if (out != null) {
            out.print(CLEAR_LINE);
            out.flush();
        }
    }
}
