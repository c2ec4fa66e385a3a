package org.rolemesh.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.rolemesh.config.Device;

class GpuToolPropertyTest {
    private static final List<GpuTool> TOOLS = List.of(NvidiaSmi.FULL, NvidiaSmi.SHORT, RocmSmi.TOOL);

    @Property
    void no_text_is_too_strange_to_be_read(@ForAll String text) {
        TOOLS.forEach(tool -> assertThat(isShownOrExplained(tool.parse(text))).isTrue());
    }

    @Property
    void no_line_of_values_is_too_strange_to_be_read(@ForAll("lines") String text) {
        TOOLS.forEach(tool -> assertThat(isShownOrExplained(tool.parse(text))).isTrue());
    }

    @Property
    void no_json_is_too_strange_to_be_read(@ForAll("objects") String text) {
        assertThat(isShownOrExplained(RocmSmi.TOOL.parse(text))).isTrue();
    }

    @Property
    void every_card_is_read_as_it_was_printed(
            @ForAll("lineOfName") String name, @ForAll("mib") long total, @ForAll("mib") long used) {
        String line = "7, %s, GPU-1, %d, %d, [N/A], 5, 40, 20.00, 0, [N/A]".formatted(name, total, used);

        Gpu gpu = NvidiaSmi.FULL.parse(line).of(new Device.Cuda(7)).orElseThrow();

        assertThat(gpu.name()).isEqualTo(name);
        assertThat(gpu.memoryTotalMib()).hasValue(total);
        assertThat(gpu.memoryUsedMib()).hasValue(used);
        assertThat(gpu.memoryFreeMib()).hasValue(Math.max(0, total - used));
    }

    @Provide
    Arbitrary<String> lines() {
        return values().list()
                .ofMaxSize(14)
                .map(values -> String.join(", ", values))
                .list()
                .ofMaxSize(4)
                .map(lines -> String.join("\n", lines));
    }

    @Provide
    Arbitrary<String> objects() {
        Arbitrary<String> keys = Arbitraries.of(
                "card0", "card1", "card999", "system", "VRAM Total Memory (B)", "GPU use (%)", "Card series");
        Arbitrary<String> inner = Combinators.combine(keys, values()).as("\"%s\": \"%s\""::formatted);
        Arbitrary<String> card = inner.list().ofMaxSize(5).map(GpuToolPropertyTest::braced);
        return Combinators.combine(keys, card)
                .as("\"%s\": %s"::formatted)
                .list()
                .ofMaxSize(4)
                .map(GpuToolPropertyTest::braced);
    }

    @Provide
    Arbitrary<String> lineOfName() {
        return Arbitraries.strings()
                .withChars("abcXYZ 0123456789,.-()/")
                .ofMaxLength(30)
                .map(name -> "X" + name + "X");
    }

    @Provide
    Arbitrary<Long> mib() {
        return Arbitraries.longs().between(0, 1_000_000);
    }

    private static Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "0", "1", "999", "1000", "-1", "24576", "50.42", "1e9", "nan", "", "99999999999999999999"),
                Arbitraries.of("[N/A]", "[Unknown Error]", "[GPU requires reset]", "[", "[]", "]", "Enabled", "N/A"),
                Arbitraries.strings().ascii().excludeChars('"', '\\').ofMaxLength(8));
    }

    private static String braced(List<String> members) {
        return members.stream().collect(Collectors.joining(",\n", "{", "}"));
    }

    private static boolean isShownOrExplained(GpuInventory inventory) {
        return !inventory.gpus().isEmpty() || inventory.fault().isPresent();
    }
}
