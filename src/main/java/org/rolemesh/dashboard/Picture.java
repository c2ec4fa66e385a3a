package org.rolemesh.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Snapshot;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.selection.Admission;

/**
 * All aliases and nodes at one moment. What has not changed since the picture before is the same object in both, so that
 * differences are found by looking at references.
 */
final class Picture {
    static final Picture EMPTY = new Picture(Nodes.EMPTY, Map.of(), Map.of());

    private final Nodes drawn;
    private final Map<String, ObjectNode> aliases;
    private final Map<String, ObjectNode> nodes;

    private Picture(Nodes drawn, Map<String, ObjectNode> aliases, Map<String, ObjectNode> nodes) {
        this.drawn = drawn;
        this.aliases = aliases;
        this.nodes = nodes;
    }

    static Picture of(Snapshot now, Admission admission, Map<String, Double> rates, Picture before) {
        AliasJson json = new AliasJson(now, admission, rates);
        Map<String, ObjectNode> aliases = new LinkedHashMap<>();
        for (Alias alias : now.aliases()) {
            ObjectNode shown = json.of(alias);
            ObjectNode known = before.aliases.get(alias.name());
            aliases.put(alias.name(), shown.equals(known) ? known : shown);
        }
        Map<String, ObjectNode> nodes = new LinkedHashMap<>();
        for (Node node : now.nodes().all()) {
            nodes.put(node.id(), before.knows(node) ? before.nodes.get(node.id()) : NodeJson.of(node));
        }
        return new Picture(now.nodes(), aliases, nodes);
    }

    /** A node is another object after each change: of a thousand, few are written anew. */
    @SuppressWarnings("ReferenceEquality")
    private boolean knows(Node node) {
        return drawn.find(node.id()).filter(known -> known == node).isPresent();
    }

    /** By name, in the order of the config. */
    Map<String, ObjectNode> aliases() {
        return aliases;
    }

    /** By id, in their order. */
    Map<String, ObjectNode> nodes() {
        return nodes;
    }
}
