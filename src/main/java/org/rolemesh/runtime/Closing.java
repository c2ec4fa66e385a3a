package org.rolemesh.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes several things of which none may keep the next from being closed. */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

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
