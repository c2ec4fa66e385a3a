package org.rolemesh.gpu;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rolemesh.config.Device;

/**
 * NVIDIA's {@code nvidia-smi}, asked for one line of comma-separated values for each card. Its faults go to standard
 * output too, among or after the lines of the cards that still answer.
 *
 * <p>Source: the manual page of nvidia-smi, and output that users have shown in issues. A whole query fails
 * with exit code 2 for one field that the driver's version does not know.
 */
public final class NvidiaSmi implements GpuTool {
    private static final List<Field> FOR_EVERY_DRIVER = List.of(
            Field.INDEX,
            Field.NAME,
            Field.UUID,
            Field.MEMORY_TOTAL,
            Field.MEMORY_USED,
            Field.MEMORY_FREE,
            Field.UTILIZATION,
            Field.TEMPERATURE);

    public static final NvidiaSmi FULL = new NvidiaSmi(List.of(Field.values()));
    /** Without power, ECC and MIG, which not every driver can be asked for. */
    public static final NvidiaSmi SHORT = new NvidiaSmi(FOR_EVERY_DRIVER);

    private static final String UNKNOWN_FIELD = "is not a valid field to query";

    private final List<Field> fields;

    private NvidiaSmi(List<Field> fields) {
        this.fields = fields;
    }

    @Override
    public String program() {
        return "nvidia-smi";
    }

    @Override
    public List<String> arguments() {
        String names = fields.stream().map(field -> field.asked).collect(Collectors.joining(","));
        return List.of("--query-gpu=" + names, "--format=csv,noheader,nounits");
    }

    @Override
    public GpuInventory parse(String output) {
        List<Gpu> gpus = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        output.lines().forEach(line -> row(line).ifPresentOrElse(row -> gpus.add(gpu(row)), () -> rest.add(line)));
        Optional<String> fault = Complaint.in(String.join(" ", rest));
        return gpus.isEmpty()
                ? GpuInventory.unknown(fault.orElse("nvidia-smi printed nothing"))
                : new GpuInventory(gpus, fault);
    }

    @Override
    public Optional<GpuTool> simpler(String output) {
        return this == FULL && output.contains(UNKNOWN_FIELD) ? Optional.of(SHORT) : Optional.empty();
    }

    @Override
    public String remedy() {
        return "install the NVIDIA driver's tools, or give its slots the device cpu";
    }

    /** The name is the one field that may have commas; all others are counted from their end of the line. */
    private Optional<Map<Field, String>> row(String line) {
        String[] parts = line.split(",", -1);
        int inName = parts.length - fields.size();
        if (inName < 0 || !parts[0].strip().matches("\\d{1,3}")) {
            return Optional.empty();
        }
        Map<Field, String> row = new EnumMap<>(Field.class);
        for (int i = 0, part = 0; i < fields.size(); i++) {
            int end = part + 1 + (fields.get(i) == Field.NAME ? inName : 0);
            row.put(
                    fields.get(i),
                    String.join(",", List.of(parts).subList(part, end)).strip());
            part = end;
        }
        return Optional.of(row);
    }

    private static Gpu gpu(Map<Field, String> row) {
        return new Gpu(
                new Device.Cuda(Integer.parseInt(row.get(Field.INDEX))),
                textOf(row, Field.NAME),
                textOf(row, Field.UUID),
                Figure.whole(row.get(Field.MEMORY_TOTAL)),
                Figure.whole(row.get(Field.MEMORY_USED)),
                Figure.whole(row.get(Field.MEMORY_FREE)),
                Figure.small(row.get(Field.UTILIZATION)),
                Figure.small(row.get(Field.TEMPERATURE)),
                Figure.exact(row.getOrDefault(Field.POWER, "")),
                Figure.whole(row.getOrDefault(Field.ECC_ERRORS, "")),
                faultIn(row));
    }

    private static String textOf(Map<Field, String> row, Field field) {
        return isWords(row.get(field)) ? "" : row.get(field);
    }

    /**
     * A card says in brackets why it gives no figure. Some laptop cards answer with an unknown error to one figure and
     * are well; one that does so for its memory is not.
     */
    private static Optional<String> faultIn(Map<Field, String> row) {
        for (Map.Entry<Field, String> entry : row.entrySet()) {
            String words = entry.getValue();
            if (isWords(words) && isFault(entry.getKey(), words)) {
                return Complaint.in("nvidia-smi gives no " + entry.getKey().asked + ": "
                        + words.substring(1, words.length() - 1) + "; see dmesg for the cause");
            }
        }
        return row.getOrDefault(Field.MIG_MODE, "").equals("Enabled")
                ? Optional.of("MIG mode is on: memory and use are those of the whole card, not of an instance")
                : Optional.empty();
    }

    private static boolean isFault(Field field, String words) {
        return switch (words) {
            case "[N/A]", "[Not Supported]", "[Insufficient Permissions]" -> false;
            case "[Unknown Error]" -> field.isMemory();
            default -> true;
        };
    }

    private static boolean isWords(String value) {
        return value.length() > 2 && value.startsWith("[") && value.endsWith("]");
    }

    private enum Field {
        INDEX("index"),
        NAME("name"),
        UUID("uuid"),
        MEMORY_TOTAL("memory.total"),
        MEMORY_USED("memory.used"),
        MEMORY_FREE("memory.free"),
        UTILIZATION("utilization.gpu"),
        TEMPERATURE("temperature.gpu"),
        POWER("power.draw"),
        ECC_ERRORS("ecc.errors.uncorrected.volatile.total"),
        MIG_MODE("mig.mode.current");

        private final String asked;

        Field(String asked) {
            this.asked = asked;
        }

        private boolean isMemory() {
            return asked.startsWith("memory.");
        }
    }
}
