package org.rolemesh.selection;

import java.util.concurrent.atomic.AtomicBoolean;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Upstream;

/** A request's right to run at an upstream. Thread safe; freed once, later calls do nothing. */
public final class Place {
    private final Admission admission;
    private final Alias alias;
    private final Upstream upstream;
    private final long takenNanos;
    private final AtomicBoolean freed = new AtomicBoolean();

    Place(Admission admission, Alias alias, Upstream upstream, long takenNanos) {
        this.admission = admission;
        this.alias = alias;
        this.upstream = upstream;
        this.takenNanos = takenNanos;
    }

    /** The alias as it was when the place was given. */
    public Alias alias() {
        return alias;
    }

    public Upstream upstream() {
        return upstream;
    }

    /**
     * Frees it after a whole answer, whose time counts for {@code least_busy}.
     *
     * @param tokens how many it had; less than 1 where that is not known
     */
    public void freeAfterAnswer(long tokens) {
        if (!freed.getAndSet(true)) {
            admission.leaveAfterAnswer(upstream.id(), takenNanos, Math.max(1, tokens));
        }
    }

    /** Frees it after a failure, which tells nothing of how fast the upstream is. */
    public void free() {
        if (!freed.getAndSet(true)) {
            admission.leave(upstream.id());
        }
    }
}
