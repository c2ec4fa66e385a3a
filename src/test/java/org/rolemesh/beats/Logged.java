package org.rolemesh.beats;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** The lines that are logged about one gateway, by whatever thread, until {@link #close()}. */
final class Logged extends AbstractAppender implements AutoCloseable {
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final String field;

    private Logged(URI gateway) {
        super("lines about " + gateway, null, null, true, Property.EMPTY_ARRAY);
        this.field = " gateway=" + gateway + " ";
    }

    static Logged about(URI gateway) {
        Logged logged = new Logged(gateway);
        logged.start();
        logged.root.addAppender(logged);
        return logged;
    }

    @Override
    public void append(LogEvent event) {
        String line = event.getMessage().getFormattedMessage();
        if (line.contains(field)) {
            lines.add(event.getThrown() == null ? line : line + event.getThrown());
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** It is not stopped: another thread may be about to log to it, and a stopped appender complains to that thread. */
    @Override
    public void close() {
        root.removeAppender(this);
    }
}
