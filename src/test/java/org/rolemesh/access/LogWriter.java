package org.rolemesh.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that logs what {@link LogOutputTest} reads. */
final class LogWriter {
    static final int FLOOD = 20_000;
    static final int BURST = 4_000;

    private LogWriter() {}

    public static void main(String[] args) {
        System.setProperty("log4j2.configurationFile", "rolemesh-log4j2.xml");
        switch (args[0]) {
            case "flood" -> flood();
            case "burst" -> burst();
            default -> few();
        }
    }

    /** Tells the test how many times the kernel was asked to write them. */
    private static void burst() {
        long before = writes();
        writeLines(BURST);
        // After this all of them have been written.
        LogManager.shutdown();
        System.out.println(writes() - before);
    }

    private static long writes() {
        try (var lines = Files.lines(Path.of("/proc/self/io"))) {
            return lines.filter(line -> line.startsWith("syscw: "))
                    .mapToLong(line -> Long.parseLong(line.substring(7)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        LogManager.shutdown();
    }

    /** Tells the test, on the stream that is not the log's, that nobody had to take them. */
    private static void flood() {
        writeLines(FLOOD);
        System.out.println("wrote all");
        LogManager.shutdown();
    }

    private static void writeLines(int count) {
        Logger log = LogManager.getLogger("org.rolemesh.access");
        for (int i = 0; i < count; i++) {
            log.info(new FieldsMessage("request").field("n", i).field("pad", "x".repeat(200)));
        }
    }
}
