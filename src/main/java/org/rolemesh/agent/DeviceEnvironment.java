package org.rolemesh.agent;

import java.util.Map;
import org.rolemesh.config.Device;

/**
 * The variables by which a process sees one card only, as CUDA and HIP read them. CUDA numbers cards by their speed unless
 * told to go by the bus, as nvidia-smi does.
 */
final class DeviceEnvironment {
    private static final String CUDA = "CUDA_VISIBLE_DEVICES";
    private static final String HIP = "HIP_VISIBLE_DEVICES";

    private DeviceEnvironment() {}

    static Map<String, String> of(Device device) {
        if (device instanceof Device.Cuda card) {
            return Map.of(CUDA, Integer.toString(card.index()), "CUDA_DEVICE_ORDER", "PCI_BUS_ID", HIP, "");
        }
        if (device instanceof Device.Rocm card) {
            return Map.of(HIP, Integer.toString(card.index()), CUDA, "");
        }
        return Map.of(CUDA, "", HIP, "");
    }
}
