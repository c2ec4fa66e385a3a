package org.rolemesh.cli;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;

/** Begins and ends the log of the program; an application that embeds our routes has its own. */
final class Logging {
    private static final Duration LAST_LINES = Duration.ofSeconds(3);
    private static final String FORMAT = "ROLE_MESH_LOG_FORMAT";

    private Logging() {}

    /** Before anything logs. */
    static void begin() throws Misconfigured {
        String format = System.getenv().getOrDefault(FORMAT, "text");
        if (!Set.of("text", "json").contains(format)) {
            throw new Misconfigured(FORMAT + " must be text or json");
        }
        if (System.getProperty("log4j2.configurationFile") == null) {
            System.setProperty("log4j2.configurationFile", "rolemesh-log4j2.xml");
        }
    }

    /** Takes a third of a second, while the command line and the config are read; who logs before it is ready waits. */
    static void setUpMeanwhile() {
        Thread setUp = new Thread(LogManager::getRootLogger, "log-set-up");
        setUp.setDaemon(true);
        setUp.start();
    }

    /** Writes out what is left, unless nobody reads it. */
    static void end() {
        CompletableFuture.runAsync(LogManager::shutdown)
                .completeOnTimeout(null, LAST_LINES.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
