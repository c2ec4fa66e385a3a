package org.rolemesh.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Ends a family: asks it by SIGTERM, and kills what still runs when patience is over. Steps run on the watch's thread. */
final class Ending {
    private static final Duration PAUSE = Duration.ofMillis(40);
    private static final Duration KILL_AGAIN = Duration.ofSeconds(1);

    private final Family family;
    private final Watch watch;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private long killAtNanos;

    private Ending(Family family, Watch watch, Duration patience) {
        this.family = family;
        this.watch = watch;
        this.killAtNanos = System.nanoTime() + patience.toNanos();
    }

    /** @param ask whether SIGTERM is sent first; a second one would make some programs end without cleaning up */
    static CompletableFuture<Void> begin(Family family, Watch watch, Duration patience, boolean ask) {
        Ending ending = new Ending(family, watch, patience);
        watch.later(Duration.ZERO, () -> ending.step(ask));
        return ending.gone;
    }

    private void step(boolean ask) {
        try {
            if (family.isGone()) {
                gone.complete(null);
                return;
            }
            if (ask) {
                family.send(Family.Signal.TERM);
                family.send(Family.Signal.CONT); // one that is stopped hears of SIGTERM only when it runs again
            }
            killWhenDue();
            watch.later(PAUSE, () -> step(false));
        } catch (RuntimeException e) {
            gone.completeExceptionally(e);
        }
    }

    private void killWhenDue() {
        if (System.nanoTime() - killAtNanos >= 0) {
            family.send(Family.Signal.KILL);
            killAtNanos = System.nanoTime() + KILL_AGAIN.toNanos();
        }
    }
}
