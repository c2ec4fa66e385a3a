package org.rolemesh.upstream;

import org.rolemesh.access.ClientCall;
import org.rolemesh.selection.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One debug line for each decision about where a request goes, with all that it was decided by. */
final class DecisionLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.rolemesh.selection");

    private DecisionLog() {}

    static void write(ClientCall call, Decision decision) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("selected id={} {}", call == null ? "none" : call.requestId(), decision.describe());
        }
    }
}
