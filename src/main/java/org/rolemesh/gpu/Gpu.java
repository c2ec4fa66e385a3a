package org.rolemesh.gpu;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.rolemesh.config.Device;

/**
 * One card as its tool shows it at one moment. A figure that the tool does not give is empty; a text is "".
 *
 * @param device never {@code cpu}
 * @param uuid what the tool calls the card whatever its place; for CUDA it names the card in every order of them
 * @param memoryFreeMib as the tool says it, since a driver keeps some memory that is neither used nor free; else what
 *     the other two leave
 * @param powerW drawn now
 * @param eccErrors that could not be corrected, since the driver was loaded
 * @param fault what to know before relying on the card or its figures
 */
public record Gpu(
        Device device,
        String name,
        String uuid,
        OptionalLong memoryTotalMib,
        OptionalLong memoryUsedMib,
        OptionalLong memoryFreeMib,
        OptionalInt utilizationPct,
        OptionalInt temperatureC,
        OptionalDouble powerW,
        OptionalLong eccErrors,
        Optional<String> fault) {
    public Gpu {
        if (!device.isCard()) {
            throw new IllegalArgumentException("a GPU is cuda:N or rocm:N, not " + device);
        }
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uuid, "uuid");
        memoryFreeMib = memoryFreeMib.isPresent() ? memoryFreeMib : left(memoryTotalMib, memoryUsedMib);
    }

    /** The number of the card among those of its maker. */
    public int index() {
        return device instanceof Device.Cuda cuda ? cuda.index() : ((Device.Rocm) device).index();
    }

    private static OptionalLong left(OptionalLong total, OptionalLong used) {
        return total.isPresent() && used.isPresent()
                ? OptionalLong.of(Math.max(0, total.getAsLong() - used.getAsLong()))
                : OptionalLong.empty();
    }
}
