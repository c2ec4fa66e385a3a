package org.rolemesh.gpu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The inventory as heartbeats and {@code GET /v1/inventory} show it. What is not known is left out. */
public final class GpuJson {
    private GpuJson() {}

    /** {@code {"gpus": [...]}}, with {@code fault} where there is one. */
    public static ObjectNode write(GpuInventory inventory) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode gpus = node.putArray("gpus");
        inventory.gpus().forEach(gpu -> gpus.add(write(gpu)));
        inventory.fault().ifPresent(fault -> node.put("fault", fault));
        return node;
    }

    public static ObjectNode write(Gpu gpu) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("index", gpu.index());
        node.put("device", gpu.device().toString());
        putUnlessBlank(node, "name", gpu.name());
        putUnlessBlank(node, "uuid", gpu.uuid());
        gpu.memoryTotalMib().ifPresent(mib -> node.put("memory_total_mib", mib));
        gpu.memoryUsedMib().ifPresent(mib -> node.put("memory_used_mib", mib));
        gpu.utilizationPct().ifPresent(pct -> node.put("utilization_pct", pct));
        gpu.temperatureC().ifPresent(degrees -> node.put("temperature_c", degrees));
        gpu.eccErrors().ifPresent(errors -> node.put("ecc_errors", errors));
        gpu.fault().ifPresent(fault -> node.put("fault", fault));
        return node;
    }

    private static void putUnlessBlank(ObjectNode node, String field, String text) {
        if (!text.isBlank()) {
            node.put(field, text);
        }
    }
}
