package org.rolemesh.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns the nodes of one document into a JSON tree, once; what an alias points to is copied, within a bound. */
final class YamlTree {
    private static final int MAX_VALUES = 50_000;

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final CoreTypes types;
    private final EnvReferences env;
    private final Faults faults;
    private final int maxDepth;
    private int values;
    private boolean tooLarge;

    YamlTree(CoreTypes types, EnvReferences env, Faults faults, int maxDepth) {
        this.types = types;
        this.env = env;
        this.faults = faults;
        this.maxDepth = maxDepth;
    }

    /** The tree, or empty where its aliases make it too large. */
    Optional<JsonNode> convert(Node root) {
        faults.place(JsonPointer.empty(), positionOf(root));
        JsonNode tree = convert(root, JsonPointer.empty(), 0);
        return tooLarge ? Optional.empty() : Optional.of(tree);
    }

    private JsonNode convert(Node node, JsonPointer at, int depth) {
        if (tooLarge || isTooLarge(node, depth)) {
            return NullNode.getInstance();
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, at, depth);
        }
        return node instanceof SequenceNode list ? list(list, at, depth) : scalar((ScalarNode) node, at);
    }

    private boolean isTooLarge(Node node, int depth) {
        tooLarge = depth > maxDepth || ++values > MAX_VALUES;
        if (tooLarge) {
            faults.at(
                    positionOf(node), "the file holds too many values from here on; aliases count as what they repeat");
        }
        return tooLarge;
    }

    private JsonNode mapping(MappingNode mapping, JsonPointer at, int depth) {
        ObjectNode object = json.objectNode();
        Map<String, Position> seen = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            Position here = positionOf(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)
                    || key.getValue().equals("<<")) {
                faults.at(here, "a key is plain text; complex keys and merge keys (<<) are not read, write it out");
                continue;
            }
            String name = key.getValue();
            Position first = seen.putIfAbsent(name, here);
            if (first != null) {
                faults.at(
                        here,
                        "'%s' is already set on line %d; remove one of the two"
                                .formatted(Dotted.name(name), first.line()));
                continue;
            }
            JsonPointer value = at.appendProperty(name);
            faults.place(value, here);
            object.set(name, convert(entry.getValueNode(), value, depth + 1));
        }
        return object;
    }

    private JsonNode list(SequenceNode list, JsonPointer at, int depth) {
        ArrayNode array = json.arrayNode();
        for (Node item : list.getValue()) {
            JsonPointer value = at.appendIndex(array.size());
            faults.place(value, positionOf(item));
            array.add(convert(item, value, depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode node, JsonPointer at) {
        boolean refers = env.in(node.getValue());
        String text = refers
                ? env.resolve(node.getValue(), what -> faults.at(at, Dotted.path(at) + " " + what))
                : node.getValue();
        Tag tag = refers && node.isPlain() ? types.ofPlain(text) : tagOf(node);
        return types.value(tag, text).orElseGet(() -> {
            faults.at(at, Dotted.path(at) + " is no number or text that can be read; if it is text, put it in quotes");
            return NullNode.getInstance();
        });
    }

    /** The library takes whatever begins with a dollar and a brace for an environment variable. */
    private Tag tagOf(ScalarNode node) {
        boolean text = node.getTag().equals(Tag.ENV_TAG) && env == EnvReferences.NONE;
        return text ? Tag.STR : node.getTag();
    }

    private static Position positionOf(Node node) {
        return node.getStartMark().map(Position::of).orElse(Position.START);
    }
}
