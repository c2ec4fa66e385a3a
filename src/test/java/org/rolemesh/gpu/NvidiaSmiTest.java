package org.rolemesh.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.Device;

class NvidiaSmiTest {
    private static final String FOUR_CARDS = """
            0, Tesla P40, GPU-aaaaaaaa-0000-0000-0000-000000000000, 24576, 6021, 18428, 3, 41, 50.42, 0, [N/A]
            1, Tesla P40, GPU-aaaaaaaa-0000-0000-0000-000000000001, 24576, 0, 24449, 0, 27, 9.31, 2, [N/A]
            2, NVIDIA GeForce RTX 3090, GPU-aaaaaaaa-0000-0000-0000-000000000002, 24576, 23012, 1246, 100, 77, 348.90, [N/A], [N/A]
            3, NVIDIA GeForce RTX 4090, GPU-aaaaaaaa-0000-0000-0000-000000000003, 24564, 1, 24079, 0, 30, 12.05, [N/A], [N/A]
            """;

    @Test
    void each_card_has_its_own_figures() {
        GpuInventory inventory = NvidiaSmi.FULL.parse(FOUR_CARDS);

        assertThat(inventory.fault()).isEmpty();
        assertThat(inventory.gpus())
                .extracting(Gpu::name)
                .containsExactly("Tesla P40", "Tesla P40", "NVIDIA GeForce RTX 3090", "NVIDIA GeForce RTX 4090");
        assertThat(inventory.of(new Device.Cuda(2)))
                .contains(new Gpu(
                        new Device.Cuda(2),
                        "NVIDIA GeForce RTX 3090",
                        "GPU-aaaaaaaa-0000-0000-0000-000000000002",
                        OptionalLong.of(24576),
                        OptionalLong.of(23012),
                        OptionalLong.of(1246),
                        OptionalInt.of(100),
                        OptionalInt.of(77),
                        OptionalDouble.of(348.90),
                        OptionalLong.empty(),
                        Optional.empty()));
    }

    @Test
    void errors_of_the_memory_are_those_of_the_card_that_has_them() {
        GpuInventory inventory = NvidiaSmi.FULL.parse(FOUR_CARDS);

        assertThat(card(inventory, 0).eccErrors()).hasValue(0);
        assertThat(card(inventory, 1).eccErrors()).hasValue(2);
        assertThat(card(inventory, 3).eccErrors()).isEmpty();
    }

    @Test
    void a_card_that_the_tool_does_not_show_is_not_there() {
        GpuInventory inventory = NvidiaSmi.FULL.parse(FOUR_CARDS);

        assertThat(inventory.of(new Device.Cuda(4))).isEmpty();
        assertThat(inventory.of(new Device.Rocm(0))).isEmpty();
    }

    @Test
    void a_laptop_card_that_does_not_give_every_figure_is_well() {
        Gpu gpu = only(
                "0, GeForce GTX 960M, GPU-aaaaaaaa-0000-0000-0000-000000000004, 2004, 0, 2004, [Not Supported], 44, [Unknown Error], [N/A], [N/A]");

        assertThat(gpu.fault()).isEmpty();
        assertThat(gpu.memoryFreeMib()).hasValue(2004);
        assertThat(gpu.utilizationPct()).isEmpty();
        assertThat(gpu.powerW()).isEmpty();
    }

    @Test
    void a_machine_with_one_memory_for_all_gives_no_figures_of_the_cards() {
        Gpu gpu = only(
                "0, NVIDIA GB10, GPU-aaaaaaaa-0000-0000-0000-000000000005, [N/A], [N/A], [N/A], 0, 38, 4.51, [N/A], [N/A]");

        assertThat(gpu.fault()).isEmpty();
        assertThat(gpu.memoryTotalMib()).isEmpty();
        assertThat(gpu.memoryFreeMib()).isEmpty();
    }

    @Test
    void a_card_that_needs_a_reset_says_so() {
        GpuInventory inventory = NvidiaSmi.FULL.parse("""
                0, NVIDIA H100 PCIe, GPU-aaaaaaaa-0000-0000-0000-000000000006, 81559, 0, [GPU requires reset], [GPU requires reset], [GPU requires reset], [GPU requires reset], [N/A], Disabled
                1, NVIDIA H100 PCIe, GPU-aaaaaaaa-0000-0000-0000-000000000007, 81559, 0, 81004, 0, 31, 47.10, 0, Disabled
                """);

        assertThat(card(inventory, 0).fault()).get().asString().contains("GPU requires reset");
        assertThat(card(inventory, 1).fault()).isEmpty();
    }

    @Test
    void an_unknown_error_about_the_memory_is_a_fault_of_the_card() {
        Gpu gpu = only(
                "0, Tesla P40, [Unknown Error], [Unknown Error], [Unknown Error], [Unknown Error], [Unknown Error], [Unknown Error], [Unknown Error], [Unknown Error], [N/A]");

        assertThat(gpu.fault()).get().asString().contains("memory.total: Unknown Error");
        assertThat(gpu.uuid()).isEmpty();
    }

    @Test
    void with_mig_the_figures_are_said_to_be_of_the_whole_card() {
        Gpu gpu = only(
                "0, NVIDIA A100-SXM4-40GB, GPU-aaaaaaaa-0000-0000-0000-000000000008, 40960, 14293, 26242, [N/A], 33, 87.20, 0, Enabled");

        assertThat(gpu.memoryTotalMib()).hasValue(40960);
        assertThat(gpu.fault()).get().asString().contains("MIG");
        assertThat(only("0, NVIDIA A100-SXM4-40GB, x, 40960, 0, 40536, 0, 33, 51.20, 0, Disabled")
                        .fault())
                .isEmpty();
    }

    @Test
    void a_name_may_have_commas() {
        Gpu gpu = only("0, Quadro, Special, Edition, GPU-1, 8192, 10, 8182, 1, 40, 20.00, [N/A], [N/A]");

        assertThat(gpu.name()).isEqualTo("Quadro, Special, Edition");
        assertThat(gpu.uuid()).isEqualTo("GPU-1");
        assertThat(gpu.memoryTotalMib()).hasValue(8192);
    }

    @Test
    void a_card_that_fell_off_the_bus_does_not_hide_the_others() {
        GpuInventory inventory = NvidiaSmi.FULL.parse(
                FOUR_CARDS + "Unable to determine the device handle for GPU 0000:01:00.0: Unknown Error\n");

        assertThat(inventory.gpus()).hasSize(4);
        assertThat(inventory.fault())
                .contains("Unable to determine the device handle for GPU 0000:01:00.0: Unknown Error");
    }

    @Test
    void a_driver_that_is_not_there_is_a_fault_in_one_line() {
        GpuInventory inventory = NvidiaSmi.FULL.parse("""
                NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.

                """);

        assertThat(inventory.gpus()).isEmpty();
        assertThat(inventory.fault())
                .get()
                .asString()
                .startsWith("NVIDIA-SMI has failed")
                .endsWith("running.");
    }

    @Test
    void nothing_printed_is_a_fault() {
        assertThat(NvidiaSmi.FULL.parse(" \n").fault()).isPresent();
    }

    @Test
    void free_memory_that_is_not_told_is_what_the_used_leaves() {
        assertThat(only("0, Tesla P40, GPU-1, 24576, 6021, [N/A], 3, 41, 50.42, 0, [N/A]")
                        .memoryFreeMib())
                .hasValue(18555);
    }

    @Test
    void a_driver_that_does_not_know_a_field_is_asked_for_fewer() {
        String refusal = "Field \"mig.mode.current\" is not a valid field to query.\n\n";

        assertThat(NvidiaSmi.FULL.simpler(refusal)).contains(NvidiaSmi.SHORT);
        assertThat(NvidiaSmi.SHORT.simpler(refusal)).isEmpty();
        assertThat(NvidiaSmi.FULL.simpler("No devices were found\n")).isEmpty();
    }

    @Test
    void the_short_question_reads_its_own_answer() {
        Gpu gpu = NvidiaSmi.SHORT
                .parse("0, Tesla K80, GPU-1, 11441, 55, 11386, 0, 36\n")
                .gpus()
                .get(0);

        assertThat(gpu.memoryUsedMib()).hasValue(55);
        assertThat(gpu.temperatureC()).hasValue(36);
        assertThat(gpu.powerW()).isEmpty();
        assertThat(gpu.eccErrors()).isEmpty();
        assertThat(String.join(" ", NvidiaSmi.SHORT.arguments()))
                .isEqualTo("--query-gpu=index,name,uuid,memory.total,memory.used,memory.free,utilization.gpu,"
                        + "temperature.gpu --format=csv,noheader,nounits");
    }

    private static Gpu only(String line) {
        GpuInventory inventory = NvidiaSmi.FULL.parse(line + "\n");
        assertThat(inventory.fault()).isEmpty();
        assertThat(inventory.gpus()).hasSize(1);
        return inventory.gpus().get(0);
    }

    private static Gpu card(GpuInventory inventory, int index) {
        return inventory.of(new Device.Cuda(index)).orElseThrow();
    }
}
