package org.rolemesh.agent;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What some classes log on the thread that made this. */
final class LogLines extends AbstractAppender implements AutoCloseable {
    private final List<Logger> loggers;
    private final Thread mine = Thread.currentThread();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines(List<Logger> loggers) {
        super("lines of " + loggers, null, null, true, Property.EMPTY_ARRAY);
        this.loggers = loggers;
    }

    static LogLines of(Class<?>... sources) {
        LogLines lines = new LogLines(Stream.of(sources)
                .map(source -> (Logger) LogManager.getLogger(source))
                .toList());
        lines.start();
        lines.loggers.forEach(logger -> logger.addAppender(lines));
        return lines;
    }

    @Override
    public void append(LogEvent event) {
        if (Thread.currentThread() == mine) {
            lines.add(event.getMessage().getFormattedMessage());
        }
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        loggers.forEach(logger -> logger.removeAppender(this));
    }
}
