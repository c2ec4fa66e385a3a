package org.rolemesh.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.Device;

class GpuInventoryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Gpu P40 = NvidiaSmi.FULL
            .parse("0, Tesla P40, GPU-1, 24576, 6021, 18428, 3, 41, 50.42, 0, [N/A]")
            .gpus()
            .get(0);

    @Test
    void it_is_written_by_the_names_that_gateways_read() throws Exception {
        assertThat(written(GpuJson.write(new GpuInventory(List.of(P40), Optional.of("one is lost")))))
                .isEqualTo(JSON.readTree("""
                        {"gpus": [{"index": 0, "device": "cuda:0", "name": "Tesla P40", "uuid": "GPU-1",
                                   "memory_total_mib": 24576, "memory_used_mib": 6021, "utilization_pct": 3,
                                   "temperature_c": 41, "ecc_errors": 0}],
                         "fault": "one is lost"}"""));
    }

    @Test
    void what_is_not_known_is_not_written() throws Exception {
        Gpu nothingKnown = unknown(new Device.Rocm(1), "the card is lost");

        assertThat(written(GpuJson.write(nothingKnown)))
                .isEqualTo(JSON.readTree("{\"index\": 1, \"device\": \"rocm:1\", \"fault\": \"the card is lost\"}"));
        assertThat(written(GpuJson.write(GpuInventory.EMPTY))).isEqualTo(JSON.readTree("{\"gpus\": []}"));
    }

    @Test
    void the_cards_of_two_makers_stand_side_by_side() {
        GpuInventory nvidia = new GpuInventory(List.of(P40), Optional.of("a"));
        GpuInventory amd = new GpuInventory(List.of(unknown(new Device.Rocm(0), "x")), Optional.of("b"));

        GpuInventory both = nvidia.and(amd);

        assertThat(both.gpus()).extracting(gpu -> gpu.device().toString()).containsExactly("cuda:0", "rocm:0");
        assertThat(both.fault()).contains("a; b");
        assertThat(nvidia.and(GpuInventory.EMPTY)).isEqualTo(nvidia);
    }

    @Test
    void a_card_that_is_shown_twice_counts_once() {
        assertThat(new GpuInventory(List.of(P40, P40), Optional.empty()).gpus()).hasSize(1);
    }

    @Test
    void a_processor_is_no_card() {
        assertThatIllegalArgumentException().isThrownBy(() -> unknown(new Device.Cpu(), "x"));
    }

    @Test
    void only_the_tools_of_the_slots_devices_are_asked() {
        Device cpu = new Device.Cpu();
        Device cuda = new Device.Cuda(3);
        Device rocm = new Device.Rocm(0);

        assertThat(GpuTool.forDevices(List.of(cpu, cpu))).isEmpty();
        assertThat(GpuTool.forDevices(List.of(cuda, cpu, cuda))).containsExactly(NvidiaSmi.FULL);
        assertThat(GpuTool.forDevices(List.of(rocm, cuda))).containsExactly(NvidiaSmi.FULL, RocmSmi.TOOL);
    }

    /** As a reader of the text has it: there, a number has no width. */
    private static JsonNode written(ObjectNode node) throws JsonProcessingException {
        return JSON.readTree(node.toString());
    }

    private static Gpu unknown(Device device, String fault) {
        return new Gpu(
                device,
                "",
                "",
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                Optional.of(fault));
    }
}
