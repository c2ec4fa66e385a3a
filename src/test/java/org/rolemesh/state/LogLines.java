package org.rolemesh.state;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What one class logs on the thread that made this. */
final class LogLines extends AbstractAppender implements AutoCloseable {
    private final Logger logger;
    private final Thread mine = Thread.currentThread();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines(Class<?> source) {
        super("lines of " + source.getName(), null, null, true, Property.EMPTY_ARRAY);
        this.logger = (Logger) LogManager.getLogger(source);
    }

    static LogLines of(Class<?> source) {
        LogLines lines = new LogLines(source);
        lines.start();
        lines.logger.addAppender(lines);
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
        logger.removeAppender(this);
    }
}
