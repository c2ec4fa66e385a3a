package org.rolemesh.runtime;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rolemesh.http.Presence;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.upstream.OpenCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a front door: no more work, and time for what runs. */
record Draining(Presence presence, OpenCalls openCalls) {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);
    private static final long LAST_WORDS_MS = 2_000;

    /** Stops taking work, lets what runs finish for so long, and ends what is left with an error event. */
    void run(Duration limit) throws InterruptedException {
        LOG.info("draining in_flight={}", presence.inFlight());
        if (!awaitEmpty(limit.toMillis())) {
            LOG.warn("ending what is left calls={}", openCalls.count());
            openCalls.endAll(ApiErrors.draining());
            awaitEmpty(LAST_WORDS_MS);
        }
    }

    private boolean awaitEmpty(long millis) throws InterruptedException {
        try {
            presence.drain().get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing fails this future", e);
        }
    }
}
