package org.rolemesh.agent;

import java.util.OptionalLong;
import org.rolemesh.config.Device;
import org.rolemesh.gpu.Gpu;
import org.rolemesh.slots.CardMemory;

/** The memory of cards by the last look at them. */
public final class GpuMemory implements CardMemory {
    private final Gpus gpus;

    public GpuMemory(Gpus gpus) {
        this.gpus = gpus;
    }

    @Override
    public OptionalLong freeMib(Device card) {
        return gpus.current().of(card).map(Gpu::memoryFreeMib).orElse(OptionalLong.empty());
    }
}
