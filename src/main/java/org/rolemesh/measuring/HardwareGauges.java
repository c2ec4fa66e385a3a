package org.rolemesh.measuring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.rolemesh.config.NameRule;
import org.rolemesh.metrics.Metrics;
import org.rolemesh.metrics.Rows;
import org.rolemesh.slots.Phase;

/**
 * Shows cards and slots of hosts, from the inventories in which agents tell of them. Any tooling may register a host: what
 * is not of their form is left out, and no more than {@value #MOST} cards and slots of one host are looked at.
 */
public final class HardwareGauges {
    private static final int MOST = 64;
    private static final double BYTES_PER_MIB = 1024 * 1024;
    private static final Pattern CARD = Pattern.compile("(cuda|rocm):\\d{1,3}");

    private final Supplier<Map<String, JsonNode>> inventories;

    private HardwareGauges(Supplier<Map<String, JsonNode>> inventories) {
        this.inventories = inventories;
    }

    /**
     * Shows them in these metrics.
     *
     * @param inventories by the ids of their nodes
     */
    public static void show(Metrics metrics, Supplier<Map<String, JsonNode>> inventories) {
        HardwareGauges gauges = new HardwareGauges(inventories);
        gauges.showCards(metrics);
        gauges.showSlots(metrics);
    }

    private void showCards(Metrics metrics) {
        List<String> labels = List.of("node", "gpu");
        metrics.gauge(
                "rolemesh_gpu_memory_used_bytes",
                "Memory of a card that is in use",
                labels,
                rows -> cards("memory_used_mib", BYTES_PER_MIB, rows));
        metrics.gauge(
                "rolemesh_gpu_memory_total_bytes",
                "Memory that a card has",
                labels,
                rows -> cards("memory_total_mib", BYTES_PER_MIB, rows));
        metrics.gauge(
                "rolemesh_gpu_utilization_ratio",
                "Share of time in which a card computes, 0 to 1",
                labels,
                rows -> cards("utilization_pct", 0.01, rows));
        metrics.gauge(
                "rolemesh_gpu_temperature_celsius",
                "Temperature of a card",
                labels,
                rows -> cards("temperature_c", 1, rows));
    }

    private void showSlots(Metrics metrics) {
        List<String> labels = List.of("node", "slot");
        metrics.gauge(
                "rolemesh_slot_state",
                "1 for the state that a slot is in, 0 for the others",
                List.of("node", "slot", "state"),
                this::slotStates);
        metrics.counter(
                "rolemesh_process_restarts",
                "Times that the process of a slot has ended by itself since the agent began",
                labels,
                rows -> slots((node, slot) -> add(rows, slot.path("restarts"), 1, node, nameOf(slot))));
        metrics.gauge(
                "rolemesh_slot_requests_processing",
                "Requests that the process of a slot works on, as it says",
                labels,
                rows -> slots(
                        (node, slot) -> add(rows, slot.path("process").path("slots_busy"), 1, node, nameOf(slot))));
        metrics.gauge(
                "rolemesh_slot_requests_deferred",
                "Requests that wait inside the process of a slot, as it says",
                labels,
                rows -> slots((node, slot) ->
                        add(rows, slot.path("process").path("requests_deferred"), 1, node, nameOf(slot))));
    }

    private void cards(String figure, double unit, Rows rows) {
        each("gpus", (node, card) -> {
            String name = card.path("device").isTextual()
                    ? card.path("device").textValue()
                    : card.path("index").asText();
            if (CARD.matcher(name).matches() || isIndex(card.path("index"), name)) {
                add(rows, card.path(figure), unit, node, name);
            }
        });
    }

    private static boolean isIndex(JsonNode index, String name) {
        return index.isInt()
                && index.intValue() >= 0
                && index.intValue() < MOST
                && index.asText().equals(name);
    }

    private void slotStates(Rows rows) {
        slots((node, slot) -> {
            String current = slot.path("state").asText();
            for (Phase phase : Phase.values()) {
                rows.add(phase.word().equals(current) ? 1 : 0, node, nameOf(slot), phase.word());
            }
        });
    }

    private void slots(BiConsumer<String, JsonNode> each) {
        each("slots", (node, slot) -> {
            if (NameRule.SLOT.allows(nameOf(slot))) {
                each.accept(node, slot);
            }
        });
    }

    private static String nameOf(JsonNode slot) {
        return slot.path("name").asText();
    }

    private void each(String member, BiConsumer<String, JsonNode> each) {
        inventories.get().forEach((node, inventory) -> StreamSupport.stream(
                        inventory.path(member).spliterator(), false)
                .limit(MOST)
                .forEach(entry -> each.accept(node, entry)));
    }

    private static void add(Rows rows, JsonNode figure, double unit, String... labels) {
        if (figure.isNumber() && figure.doubleValue() >= 0) {
            rows.add(figure.doubleValue() * unit, labels);
        }
    }
}
