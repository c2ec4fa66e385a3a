package org.rolemesh.access;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.Serializable;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.apache.logging.log4j.core.appender.OutputStreamManager;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.util.CloseShieldOutputStream;

/**
 * Writes to this process's stderr the lines that have gathered, many in one system call. Log4j's own console appender makes
 * one of each line, whatever it is told.
 */
@Plugin(name = "StderrLines", category = Node.CATEGORY, elementType = Appender.ELEMENT_TYPE)
public final class StderrLines extends AbstractOutputStreamAppender<OutputStreamManager> {
    private StderrLines(String name, Layout<? extends Serializable> layout, OutputStreamManager stderr) {
        super(name, layout, null, true, false, Property.EMPTY_ARRAY, stderr);
    }

    /** Called by log4j for {@code <StderrLines/>}; all of them fill one buffer, so that lines keep their order. */
    @PluginFactory
    public static StderrLines create(
            @PluginAttribute("name") String name, @PluginElement("Layout") Layout<? extends Serializable> layout) {
        return new StderrLines(name, layout, OutputStreamManager.getManager("stderr-lines", layout, Stderr::new));
    }

    private static final class Stderr extends OutputStreamManager {
        Stderr(String name, Layout<? extends Serializable> layout) {
            super(new CloseShieldOutputStream(new FileOutputStream(FileDescriptor.err)), name, layout, true);
        }
    }
}
