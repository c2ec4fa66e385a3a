package org.rolemesh.runtime;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes several things of which none may keep the next from being closed. */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    /** Waits some seconds for something to close. */
    static void await(Future<Void> closing) {
        closing.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(failure -> {
                    LOG.warn("did not close cleanly reason=\"{}\"", failure.getMessage());
                    return null;
                })
                .join();
    }

    /** Takes every step, each after the one before it has ended or failed; a failure has a line in the log. */
    static void inTurn(Runnable... steps) {
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.warn("did not close cleanly", e);
            }
        }
    }
}
