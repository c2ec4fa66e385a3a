package org.rolemesh.runtime;

import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes several things of which none may keep the next from being closed. */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private static final int SECONDS = 10;

    private Closing() {}

    /** Waits some seconds for something to close. */
    static void await(Future<Void> closing) {
        closing.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> {
                    LOG.warn("did not close cleanly reason=\"{}\"", failure.getMessage());
                    return null;
                })
                .join();
    }

    /** Takes a step that a route of the owner may hold up, and goes on without it after some seconds. */
    static void briefly(String what, Runnable step) {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            inTurn(step);
            ended.complete(true);
        });
        thread.setName("closing");
        thread.setDaemon(true);
        thread.start();
        if (!ended.completeOnTimeout(false, SECONDS, TimeUnit.SECONDS).join()) {
            LOG.warn("left behind, since it does not end what=\"{}\" after_s={}", what, SECONDS);
        }
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
