package org.rolemesh.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What is loaded on each node: slot by slot where an agent tells of slots, else role by role. */
final class SlotTable {
    private static final Cell NOTHING = new Cell("", Shade.PLAIN);

    private SlotTable() {}

    /**
     * A line for each slot or role.
     *
     * @param nodes as {@code GET /v1/nodes} answers
     */
    static Table of(JsonNode nodes) {
        Table table = new Table("NODE", "SLOT", "STATE", "ROLE", "MODEL", "BUSY", "SPEED", "RESTARTS", "DETAIL");
        for (JsonNode node : nodes.path("nodes")) {
            JsonNode slots = node.at("/inventory/slots");
            if (slots.isArray()) {
                slots.forEach(slot -> table.row(slot(node, slot)));
            } else {
                node.path("roles").forEach(role -> table.row(role(node, role)));
            }
        }
        return table;
    }

    private static Cell[] slot(JsonNode node, JsonNode slot) {
        JsonNode process = slot.path("process");
        return new Cell[] {
            Cell.of(node.path("node_id").asText()),
            Cell.of(slot.path("name").asText()),
            Cell.state(slot.path("state").asText()),
            Cell.of(slot.path("role").asText()),
            Cell.of(process.path("model").asText()),
            busy(process),
            speed(process.path("tokens_per_second")),
            Cell.of(slot.path("restarts").asInt()),
            detail(slot, process)
        };
    }

    private static Cell[] role(JsonNode node, JsonNode role) {
        return new Cell[] {
            Cell.of(node.path("node_id").asText()),
            Cell.NONE,
            Cell.state(role.path("state").asText()),
            Cell.of(role.path("role").asText()),
            Cell.of(role.path("model").asText()),
            busy(role),
            Cell.NONE,
            Cell.NONE,
            detail(role, role)
        };
    }

    private static Cell busy(JsonNode counts) {
        JsonNode slots = counts.path("slots");
        return slots.isNumber() ? Cell.of(counts.path("slots_busy").asInt() + " of " + slots.asInt()) : Cell.NONE;
    }

    private static Cell speed(JsonNode tokens) {
        return tokens.isNumber() ? Cell.of(String.format(Locale.ROOT, "%.1f tokens/s", tokens.asDouble())) : Cell.NONE;
    }

    private static Cell detail(JsonNode entry, JsonNode process) {
        if (process.path("progress").isNumber() && entry.path("state").asText().equals("loading")) {
            return Cell.of(Math.round(process.path("progress").asDouble() * 100) + " %");
        }
        String detail = entry.path("detail").asText();
        return detail.isEmpty() ? NOTHING : new Cell(detail, Shade.ASIDE);
    }
}
