package org.rolemesh.topology;

import java.util.List;
import org.rolemesh.config.Fault;

/**
 * What came of looking at the files again.
 *
 * @param changes what is in effect now and was not before; null where nothing has changed or something is wrong
 * @param faults what is wrong; then everything is as it was
 */
public record Reload(Changes changes, List<Fault> faults) {
    public static final Reload NOTHING_NEW = new Reload(null, List.of());

    public Reload {
        faults = List.copyOf(faults);
    }

    public static Reload done(Changes changes) {
        return new Reload(changes, List.of());
    }

    public static Reload failed(List<Fault> faults) {
        return new Reload(null, faults);
    }

    public boolean isFailed() {
        return !faults.isEmpty();
    }
}
