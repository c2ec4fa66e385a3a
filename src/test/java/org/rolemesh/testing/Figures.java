package org.rolemesh.testing;

import org.junit.jupiter.api.TestReporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows what a test has measured, in its report and as one line of the log. */
public final class Figures {
    private static final Logger LOG = LoggerFactory.getLogger("org.rolemesh.figures");

    private Figures() {}

    public static void show(TestReporter reporter, String what, String figures) {
        reporter.publishEntry(what, figures);
        LOG.info("{} on Java {}: {}", what, Runtime.version().feature(), figures);
    }
}
