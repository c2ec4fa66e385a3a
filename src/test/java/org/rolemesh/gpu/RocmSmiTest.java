package org.rolemesh.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rolemesh.config.Device;

class RocmSmiTest {
    /** With the names of ROCm 5. */
    private static final String VERSION_5 = """
            {"card0": {"GPU ID": "0x73bf", "Unique ID": "0xac1b000000000000", "Temperature (Sensor edge) (C)": "52.0", "Temperature (Sensor junction) (C)": "55.0", "Temperature (Sensor memory) (C)": "50.0", "Average Graphics Package Power (W)": "33.0", "GPU use (%)": "4", "VRAM Total Memory (B)": "17163091968", "VRAM Total Used Memory (B)": "17453056", "Card series": "Navi 21 [Radeon RX 6800/6800 XT / 6900 XT]", "Card model": "0x0e3a", "Card vendor": "Advanced Micro Devices, Inc. [AMD/ATI]", "Card SKU": "D4140E"}, "card1": {"GPU ID": "0x73bf", "Unique ID": "N/A", "Temperature (Sensor edge) (C)": "N/A", "Average Graphics Package Power (W)": "N/A", "GPU use (%)": "0", "VRAM Total Memory (B)": "17163091968", "VRAM Total Used Memory (B)": "17457152", "Card series": "0x73bf", "Card model": "0x0e3a"}, "system": {"Driver version": "5.18.13"}}
            """;
    /** With the names of ROCm 6. */
    private static final String VERSION_6 = """
            {"card0": {"Device Name": "AMD Instinct MI300X OAM", "Device ID": "0x74a1", "Device Rev": "0x00", "Subsystem ID": "0x74a1", "GUID": "28851", "Unique ID": "0x1a2b000000000000", "Temperature (Sensor junction) (C)": "35.0", "Temperature (Sensor memory) (C)": "31.0", "Current Socket Graphics Package Power (W)": "133.0", "GPU use (%)": "0", "GFX Activity": "114", "VRAM Total Memory (B)": "206141652992", "VRAM Total Used Memory (B)": "297267200", "Card Series": "AMD Instinct MI300X OAM", "Card Model": "0x74a1", "Card Vendor": "Advanced Micro Devices, Inc. [AMD/ATI]", "Card SKU": "M3000100", "Node ID": "2", "GFX Version": "gfx942"}}
            """;

    @Test
    void version_5_is_read() {
        Gpu gpu = card(RocmSmi.TOOL.parse(VERSION_5), 0);

        assertThat(gpu.name()).isEqualTo("Navi 21 [Radeon RX 6800/6800 XT / 6900 XT]");
        assertThat(gpu.uuid()).isEqualTo("0xac1b000000000000");
        assertThat(gpu.memoryTotalMib()).hasValue(16368);
        assertThat(gpu.memoryUsedMib()).hasValue(16);
        assertThat(gpu.memoryFreeMib()).hasValue(16352);
        assertThat(gpu.utilizationPct()).hasValue(4);
        assertThat(gpu.temperatureC()).hasValue(52);
        assertThat(gpu.powerW()).hasValue(33.0);
    }

    @Test
    void version_6_with_other_names_and_no_sensor_at_the_edge_is_read() {
        Gpu gpu = card(RocmSmi.TOOL.parse(VERSION_6), 0);

        assertThat(gpu.name()).isEqualTo("AMD Instinct MI300X OAM");
        assertThat(gpu.memoryTotalMib()).hasValue(196592);
        assertThat(gpu.temperatureC()).hasValue(35);
        assertThat(gpu.powerW()).hasValue(133.0);
    }

    @Test
    void what_a_card_does_not_tell_is_not_known() {
        Gpu gpu = card(RocmSmi.TOOL.parse(VERSION_5), 1);

        assertThat(gpu.name()).isEmpty();
        assertThat(gpu.uuid()).isEmpty();
        assertThat(gpu.temperatureC()).isEmpty();
        assertThat(gpu.powerW()).isEmpty();
        assertThat(gpu.memoryTotalMib()).hasValue(16368);
    }

    @Test
    void only_cards_are_cards() {
        assertThat(RocmSmi.TOOL.parse(VERSION_5).gpus()).hasSize(2);
    }

    @Test
    void warnings_around_the_object_do_not_hide_it() {
        String warning =
                "WARNING: AMD GPU device(s) is/are in a low-power state. Check power control/runtime_status\n\n";

        GpuInventory inventory = RocmSmi.TOOL.parse(warning + VERSION_6 + warning);

        assertThat(inventory).isEqualTo(RocmSmi.TOOL.parse(VERSION_6));
    }

    @Test
    void a_driver_that_is_not_loaded_is_a_fault() {
        GpuInventory inventory =
                RocmSmi.TOOL.parse("ERROR:root:Driver not initialized (amdgpu not found in modules)\n");

        assertThat(inventory)
                .isEqualTo(GpuInventory.unknown("ERROR:root:Driver not initialized (amdgpu not found in modules)"));
    }

    @Test
    void nothing_no_card_and_half_an_answer_are_faults() {
        assertThat(RocmSmi.TOOL.parse("").fault()).contains("rocm-smi printed nothing");
        assertThat(RocmSmi.TOOL.parse("{}").fault()).contains("rocm-smi shows no card");
        assertThat(RocmSmi.TOOL.parse(VERSION_6.substring(0, 200)).fault())
                .contains("what rocm-smi printed is not JSON");
    }

    private static Gpu card(GpuInventory inventory, int index) {
        return inventory.of(new Device.Rocm(index)).orElseThrow();
    }
}
