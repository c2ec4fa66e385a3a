package org.rolemesh.measuring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.metrics.Metrics;
import org.rolemesh.metrics.Rows;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.NodeStatus;

/** Shows the registered hosts as they are, and their hardware as they last told of it. */
public final class NodeGauges {
    private final Catalog catalog;

    private NodeGauges(Catalog catalog) {
        this.catalog = catalog;
    }

    public static void show(Metrics metrics, Catalog catalog) {
        NodeGauges gauges = new NodeGauges(catalog);
        metrics.gauge(
                "rolemesh_node_state",
                "1 for the state that a node is in, 0 for the others",
                List.of("node", "state"),
                gauges::states);
        metrics.gauge(
                "rolemesh_node_last_seen_timestamp_seconds",
                "When a node was last heard of, in seconds since 1970",
                List.of("node"),
                gauges::lastSeen);
        HardwareGauges.show(metrics, gauges::inventories);
    }

    private void states(Rows rows) {
        for (Node node : catalog.snapshot().nodes().all()) {
            for (NodeStatus state : NodeStatus.values()) {
                rows.add(state == node.status() ? 1 : 0, node.id(), state.word());
            }
        }
    }

    private void lastSeen(Rows rows) {
        for (Node node : catalog.snapshot().nodes().all()) {
            rows.add(node.contact().seen().toEpochMilli() / 1e3, node.id());
        }
    }

    private Map<String, JsonNode> inventories() {
        Map<String, JsonNode> inventories = new LinkedHashMap<>();
        for (Node node : catalog.snapshot().nodes().all()) {
            if (node.inventory() != null) {
                inventories.put(node.id(), node.inventory());
            }
        }
        return inventories;
    }
}
