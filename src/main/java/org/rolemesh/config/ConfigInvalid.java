package org.rolemesh.config;

import java.util.List;
import java.util.stream.Collectors;

/** A file that cannot be used. The message is all its faults, one on a line, in the order of the file. */
public final class ConfigInvalid extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    public ConfigInvalid(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
