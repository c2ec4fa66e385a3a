package org.rolemesh.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.Device;

class DeviceEnvironmentTest {
    @Test
    void a_cuda_process_sees_its_card_by_the_number_of_nvidia_smi() {
        assertThat(DeviceEnvironment.of(new Device.Cuda(3)))
                .isEqualTo(Map.of(
                        "CUDA_VISIBLE_DEVICES", "3", "CUDA_DEVICE_ORDER", "PCI_BUS_ID", "HIP_VISIBLE_DEVICES", ""));
    }

    @Test
    void a_rocm_process_sees_its_card_alone() {
        assertThat(DeviceEnvironment.of(new Device.Rocm(1)))
                .isEqualTo(Map.of("HIP_VISIBLE_DEVICES", "1", "CUDA_VISIBLE_DEVICES", ""));
    }

    @Test
    void a_process_without_a_card_sees_none() {
        assertThat(DeviceEnvironment.of(new Device.Cpu()))
                .isEqualTo(Map.of("HIP_VISIBLE_DEVICES", "", "CUDA_VISIBLE_DEVICES", ""));
    }
}
