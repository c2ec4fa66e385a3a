package org.rolemesh.dashboard;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rolemesh.upstream.Measures.Served;

/** How fast the last answers of each alias came. Thread safe. */
public final class Paces {
    static final int KEPT = 60;
    /** As many aliases as metrics keep apart. */
    private static final int MOST = 500;

    private final Map<String, Ring<Pace>> byAlias = new ConcurrentHashMap<>();

    /**
     * How one answer came.
     *
     * @param ended in milliseconds since 1970
     * @param tokensPerSecond 0 where neither the backend nor the stream tells
     * @param firstTokenMs -1 where it was one document
     */
    record Pace(long ended, double tokensPerSecond, double firstTokenMs) {}

    /** An answer was sent to its end. */
    public void answered(Served served) {
        Ring<Pace> ring = byAlias.get(served.alias());
        if (ring == null) {
            if (byAlias.size() >= MOST) {
                return;
            }
            ring = byAlias.computeIfAbsent(served.alias(), first -> new Ring<>(KEPT));
        }
        double firstTokenMs = served.toFirstEvent() < 0 ? -1 : served.toFirstEvent() / 1e6;
        ring.add(new Pace(System.currentTimeMillis(), served.tokensPerSecond(), firstTokenMs));
    }

    List<Ring.Entry<Pace>> of(String alias, long from) {
        Ring<Pace> ring = byAlias.get(alias);
        return ring == null ? List.of() : ring.from(from);
    }
}
