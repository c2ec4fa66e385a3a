package org.rolemesh.e2e;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.awaitility.Awaitility;

/** Every line that anything in this JVM logs, from the start to {@link #close()}: of other tests too, so look by id. */
final class LogCapture extends AbstractAppender implements AutoCloseable {
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogCapture() {
        super("capture-" + UUID.randomUUID(), null, null, true, Property.EMPTY_ARRAY);
    }

    static LogCapture begin() {
        LogCapture capture = new LogCapture();
        capture.start();
        capture.root.addAppender(capture);
        return capture;
    }

    @Override
    public void append(LogEvent event) {
        String failure = event.getThrown() == null ? "" : " " + event.getThrown();
        lines.add(event.getMessage().getFormattedMessage() + failure);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for the access line of this request. */
    String accessLine(String requestId) {
        String start = "request id=" + requestId + " ";
        return Awaitility.await("the access line of " + requestId)
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> lines.stream()
                                .filter(line -> line.startsWith(start))
                                .findFirst()
                                .orElse(null),
                        line -> line != null);
    }

    /** It is not stopped: another thread may be about to log to it, and a stopped appender complains to that thread. */
    @Override
    public void close() {
        root.removeAppender(this);
    }
}
