package org.rolemesh.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Each node with its state and its cards, of which each has a line. */
final class NodeTable {
    private static final double MIB_IN_GIB = 1024;

    private NodeTable() {}

    /**
     * A line for each node and each further card of it.
     *
     * @param nodes as {@code GET /v1/nodes} answers
     */
    static Table of(JsonNode nodes) {
        Table table = new Table("NODE", "STATE", "SEEN", "IN FLIGHT", "GPU", "MEMORY", "BUSY", "TEMP", "REASON");
        nodes.path("nodes").forEach(node -> rows(node, table));
        return table;
    }

    private static void rows(JsonNode node, Table table) {
        JsonNode gpus = node.at("/inventory/gpus");
        row(node, gpus.path(0), table);
        for (int i = 1; i < gpus.size(); i++) {
            Cell nothing = new Cell("", Shade.PLAIN);
            JsonNode gpu = gpus.get(i);
            table.row(
                    nothing,
                    nothing,
                    nothing,
                    nothing,
                    name(gpu),
                    memory(gpu),
                    with(gpu.path("utilization_pct"), " %"),
                    with(gpu.path("temperature_c"), " °C"),
                    nothing);
        }
    }

    private static void row(JsonNode node, JsonNode gpu, Table table) {
        table.row(
                Cell.of(node.path("node_id").asText()),
                Cell.state(node.path("status").asText()),
                Cell.of(seconds(node.path("last_seen_s_ago").asDouble())),
                Cell.of(inFlight(node)),
                name(gpu),
                memory(gpu),
                with(gpu.path("utilization_pct"), " %"),
                with(gpu.path("temperature_c"), " °C"),
                node.has("reason") ? Cell.of(node.path("reason").asText()) : new Cell("", Shade.PLAIN));
    }

    private static int inFlight(JsonNode node) {
        int sum = 0;
        for (JsonNode role : node.path("roles")) {
            sum += role.path("in_flight").asInt();
        }
        return sum;
    }

    private static Cell name(JsonNode gpu) {
        return gpu.isMissingNode()
                ? Cell.NONE
                : Cell.of(gpu.path("index").asText() + " " + gpu.path("name").asText());
    }

    private static Cell memory(JsonNode gpu) {
        JsonNode total = gpu.path("memory_total_mib");
        if (!total.isNumber()) {
            return Cell.NONE;
        }
        return Cell.of(String.format(
                Locale.ROOT,
                "%.1f of %.1f GiB",
                gpu.path("memory_used_mib").asDouble() / MIB_IN_GIB,
                total.asDouble() / MIB_IN_GIB));
    }

    private static Cell with(JsonNode figure, String unit) {
        return figure.isNumber() ? Cell.of(figure.asText() + unit) : Cell.NONE;
    }

    private static String seconds(double ago) {
        return Math.round(ago) + " s ago";
    }
}
