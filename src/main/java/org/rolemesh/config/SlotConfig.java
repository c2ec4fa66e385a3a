package org.rolemesh.config;

import java.util.Objects;

/** A place where one llama-server process runs at a time. */
public record SlotConfig(String name, Device device) {
    public SlotConfig {
        if (name == null || !NameRule.SLOT.allows(name)) {
            throw new IllegalArgumentException("the name of a slot " + NameRule.SLOT.words());
        }
        Objects.requireNonNull(device, "device");
    }
}
