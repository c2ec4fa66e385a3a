package org.rolemesh.gpu;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.rolemesh.config.Device;

/** A program that shows the cards of one maker. What it prints is not ours, so reading it never throws. */
public sealed interface GpuTool permits NvidiaSmi, RocmSmi {
    /** The name of the program, and of the tool. */
    String program();

    /** What the program is called with. */
    List<String> arguments();

    /** Reads all that the program has printed to its standard output. */
    GpuInventory parse(String output);

    /** What to ask instead, where the output says that this version of the program does not know the question. */
    Optional<GpuTool> simpler(String output);

    /** What to do where the program is not there. */
    String remedy();

    /** The tools that show these devices: none where all are {@code cpu}, whatever cards there are. */
    static List<GpuTool> forDevices(Collection<Device> devices) {
        List<GpuTool> tools = new ArrayList<>();
        if (devices.stream().anyMatch(Device.Cuda.class::isInstance)) {
            tools.add(NvidiaSmi.FULL);
        }
        if (devices.stream().anyMatch(Device.Rocm.class::isInstance)) {
            tools.add(RocmSmi.TOOL);
        }
        return List.copyOf(tools);
    }
}
