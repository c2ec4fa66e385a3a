package org.rolemesh.gpu;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rolemesh.config.Device;

/**
 * The cards of a host at one moment.
 *
 * @param gpus each device once
 * @param fault why cards may be missing
 */
public record GpuInventory(List<Gpu> gpus, Optional<String> fault) {
    /** No cards, and nothing wrong: so it is where all slots are {@code cpu}. */
    public static final GpuInventory EMPTY = new GpuInventory(List.of(), Optional.empty());

    public GpuInventory {
        Objects.requireNonNull(fault, "fault");
        Set<Device> seen = new HashSet<>();
        gpus = gpus.stream().filter(gpu -> seen.add(gpu.device())).toList();
    }

    /** Nothing is known of the cards. */
    public static GpuInventory unknown(String fault) {
        return new GpuInventory(List.of(), Optional.of(fault));
    }

    public Optional<Gpu> of(Device device) {
        return gpus.stream().filter(gpu -> gpu.device().equals(device)).findFirst();
    }

    /** These cards, of which {@code fault} has to be known. */
    public GpuInventory withFault(String fault) {
        return new GpuInventory(gpus, Optional.of(fault));
    }

    /** The cards and faults of both. */
    public GpuInventory and(GpuInventory other) {
        List<Gpu> all = Stream.concat(gpus.stream(), other.gpus.stream()).toList();
        Optional<String> both =
                Stream.of(fault, other.fault).flatMap(Optional::stream).reduce((a, b) -> a + "; " + b);
        return new GpuInventory(all, both);
    }
}
