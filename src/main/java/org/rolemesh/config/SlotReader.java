package org.rolemesh.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the slots of a node. */
final class SlotReader {
    private final Map<String, Section> entries;

    SlotReader(Section root) {
        this.entries = root.section("slots").entries();
    }

    Map<String, SlotConfig> read() {
        Map<String, SlotConfig> slots = new LinkedHashMap<>();
        Map<Device, Section> owners = new HashMap<>();
        entries.forEach((name, entry) -> {
            Section written = entry.section("device");
            Optional.ofNullable(written.text())
                    .filter(text -> !written.isFaulty())
                    .flatMap(text -> written.build(() -> Device.parse(text)))
                    .ifPresent(device -> {
                        Section owner = device.isCard() ? owners.putIfAbsent(device, written) : null;
                        if (owner != null) {
                            written.fault("is the GPU of the slot on line " + owner.line()
                                    + " too; give each slot a GPU of its own");
                        }
                        entry.build(() -> new SlotConfig(name, device)).ifPresent(slot -> slots.put(name, slot));
                    });
        });
        return slots;
    }
}
