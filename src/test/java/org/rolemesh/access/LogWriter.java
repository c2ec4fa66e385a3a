package org.rolemesh.access;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that logs what {@link LogOutputTest} reads. */
final class LogWriter {
    static final int FLOOD = 20_000;

    private LogWriter() {}

    public static void main(String[] args) {
        System.setProperty("log4j2.configurationFile", "rolemesh-log4j2.xml");
        if (args[0].equals("flood")) {
            flood();
        } else {
            few();
        }
        LogManager.shutdown();
    }

    private static void few() {
        Logger log = LogManager.getLogger(LogWriter.class);
        LogManager.getLogger("org.rolemesh.access")
                .info(new FieldsMessage("request")
                        .field("id", "a1")
                        .field("path", "a b")
                        .field("status", 200)
                        .field("total_ms", 1.5));
        log.warn("two\nlines", new IllegalStateException("refused"));
        LoggerFactory.getLogger("org.example.Library").info("not asked for");
        LoggerFactory.getLogger("org.example.Library").warn("from slf4j {}", 7);
        log.error("broken", new IllegalStateException("broke"));
    }

    private static void flood() {
        Logger log = LogManager.getLogger("org.rolemesh.access");
        for (int i = 0; i < FLOOD; i++) {
            log.info(new FieldsMessage("request").field("n", i).field("pad", "x".repeat(200)));
        }
        System.out.println("wrote all");
    }
}
