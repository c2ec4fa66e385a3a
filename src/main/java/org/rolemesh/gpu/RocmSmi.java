package org.rolemesh.gpu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rolemesh.config.Device;

/**
 * AMD's {@code rocm-smi}, asked for JSON: an object with {@code card0} and so on, each with texts by names that differ
 * from version to version. Source: output that users of ROCm 5 and 6 have shown in the issues of its projects.
 */
public final class RocmSmi implements GpuTool {
    public static final RocmSmi TOOL = new RocmSmi();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CARD = Pattern.compile("card(\\d{1,3})");
    private static final long BYTES_PER_MIB = 1024 * 1024;

    private RocmSmi() {}

    @Override
    public String program() {
        return "rocm-smi";
    }

    @Override
    public List<String> arguments() {
        return List.of(
                "--showid",
                "--showproductname",
                "--showmeminfo",
                "vram",
                "--showuse",
                "--showtemp",
                "--showpower",
                "--showuniqueid",
                "--json");
    }

    /** Warnings may stand before the object and after it, so it is looked for at the start of a line. */
    @Override
    public GpuInventory parse(String output) {
        int start = output.startsWith("{") ? 0 : output.indexOf("\n{") + 1;
        if (start == 0 && !output.startsWith("{")) {
            return GpuInventory.unknown(Complaint.in(output).orElse("rocm-smi printed nothing"));
        }
        try {
            List<Gpu> gpus = cards(JSON.readTree(output.substring(start)));
            return gpus.isEmpty() ? GpuInventory.unknown("rocm-smi shows no card") : known(gpus);
        } catch (JsonProcessingException e) {
            return GpuInventory.unknown("what rocm-smi printed is not JSON");
        }
    }

    @Override
    public Optional<GpuTool> simpler(String output) {
        return Optional.empty();
    }

    @Override
    public String remedy() {
        return "install rocm-smi, or give its slots the device cpu";
    }

    private static GpuInventory known(List<Gpu> gpus) {
        return new GpuInventory(gpus, Optional.empty());
    }

    private static List<Gpu> cards(JsonNode root) {
        List<Gpu> gpus = new ArrayList<>();
        root.properties().forEach(entry -> {
            Matcher card = CARD.matcher(entry.getKey());
            if (card.matches() && entry.getValue().isObject()) {
                gpus.add(gpu(Integer.parseInt(card.group(1)), textsOf(entry.getValue())));
            }
        });
        gpus.sort(Comparator.comparingInt(Gpu::index));
        return gpus;
    }

    private static Gpu gpu(int index, Map<String, String> texts) {
        return new Gpu(
                new Device.Rocm(index),
                name(texts),
                first(texts, "unique id"),
                mib(first(texts, "vram total memory (b)")),
                mib(first(texts, "vram total used memory (b)")),
                OptionalLong.empty(),
                Figure.small(first(texts, "gpu use (%)")),
                temperature(texts),
                power(texts),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** By name in lower case, as version 6 writes "Card Series" where 5 wrote "Card series". What says nothing is left out. */
    private static Map<String, String> textsOf(JsonNode card) {
        Map<String, String> texts = new TreeMap<>();
        card.properties().forEach(entry -> {
            String text = entry.getValue().asText().strip();
            if (!text.isEmpty() && !text.equals("N/A")) {
                texts.putIfAbsent(entry.getKey().toLowerCase(Locale.ROOT), text);
            }
        });
        return texts;
    }

    /** Any of these may be the number of the model instead of a name, as 0x744c. */
    private static String name(Map<String, String> texts) {
        for (String key : List.of("card series", "device name", "card model")) {
            String name = first(texts, key);
            if (!name.isEmpty() && !name.startsWith("0x")) {
                return name;
            }
        }
        return "";
    }

    /** Data centre cards have no sensor at the edge of the die. */
    private static OptionalInt temperature(Map<String, String> texts) {
        return Figure.small(first(texts, "temperature (sensor edge) (c)", "temperature (sensor junction) (c)"));
    }

    /** Version 6 names it after the socket. A die that shares its socket may have words here. */
    private static OptionalDouble power(Map<String, String> texts) {
        return Figure.exact(
                first(texts, "current socket graphics package power (w)", "average graphics package power (w)"));
    }

    private static String first(Map<String, String> texts, String... keys) {
        for (String key : keys) {
            String text = texts.get(key);
            if (text != null) {
                return text;
            }
        }
        return "";
    }

    private static OptionalLong mib(String bytes) {
        OptionalLong whole = Figure.whole(bytes);
        return whole.isPresent() ? OptionalLong.of(whole.getAsLong() / BYTES_PER_MIB) : whole;
    }
}
