package org.rolemesh.agent;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rolemesh.gpu.Gpu;
import org.rolemesh.gpu.GpuInventory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was last seen of the host's cards. What is wrong with them is logged when it begins, changes and ends. Safe for
 * use by several threads.
 */
public final class Gpus {
    private static final Logger LOG = LoggerFactory.getLogger(Gpus.class);

    private final Map<String, GpuInventory> byTool = new TreeMap<>();
    private volatile GpuInventory current = GpuInventory.EMPTY;

    /** Empty until the first look has ended. */
    public GpuInventory current() {
        return current;
    }

    /** Takes the place of what the same tool has shown before. */
    synchronized void note(String tool, GpuInventory seen) {
        GpuInventory before = byTool.put(tool, seen);
        current = byTool.values().stream().reduce(GpuInventory.EMPTY, GpuInventory::and);
        logChange(tool, before == null ? List.of() : faults(before), faults(seen));
    }

    private static void logChange(String tool, List<String> before, List<String> now) {
        if (now.equals(before)) {
            return;
        }
        if (now.isEmpty()) {
            LOG.info("GPUs are shown without fault again tool={}", tool);
        } else {
            LOG.warn("GPUs are shown with faults tool={} reason=\"{}\"", tool, String.join("; ", now));
        }
    }

    private static List<String> faults(GpuInventory inventory) {
        Stream<String> ofCards = inventory.gpus().stream().flatMap(Gpus::fault);
        return Stream.concat(inventory.fault().stream(), ofCards).toList();
    }

    private static Stream<String> fault(Gpu gpu) {
        return gpu.fault().stream().map(fault -> gpu.device() + ": " + fault);
    }
}
