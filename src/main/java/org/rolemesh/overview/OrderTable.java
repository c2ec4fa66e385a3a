package org.rolemesh.overview;

import com.fasterxml.jackson.databind.JsonNode;

/** What each node did of what it was asked. */
public final class OrderTable {
    private OrderTable() {}

    /**
     * A line for each node that was asked.
     *
     * @param answer as {@code load} and {@code unload} of the gateway give it
     */
    public static Table of(JsonNode answer) {
        Table table = new Table("NODE", "ROLE", "STATE");
        for (JsonNode node : answer.path("nodes")) {
            table.row(
                    Cell.of(node.path("node_id").asText()),
                    Cell.of(answer.path("role").asText()),
                    Cell.state(node.path("state").asText()));
        }
        return table;
    }
}
