package org.rolemesh.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A route file as text: every mapping in it, and where it is. */
record RouteYaml(List<Entry> entries) {
    /**
     * A mapping, by its keys in their order.
     *
     * @param path the keys that lead there, the nearest last
     */
    record Entry(String file, List<String> path, int line, Map<String, Node> values) {
        /** What kind of mapping it is: the nearest key, such as {@code route}, {@code steps} or {@code when}. */
        String key() {
            return path.isEmpty() ? "" : path.get(path.size() - 1);
        }

        List<String> keys() {
            return List.copyOf(values.keySet());
        }

        Optional<String> text(String key) {
            return values.get(key) instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
        }

        @Override
        public String toString() {
            return file + ":" + line + ": " + String.join(" > ", path) + " " + keys();
        }
    }

    static RouteYaml read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file));
    }

    static RouteYaml parse(String file, String yaml) {
        List<Entry> entries = new ArrayList<>();
        LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
        new Compose(settings).composeString(yaml).ifPresent(root -> collect(file, root, List.of(), entries));
        return new RouteYaml(entries);
    }

    private static void collect(String file, Node node, List<String> path, List<Entry> entries) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> collect(file, item, path, entries));
        } else if (node instanceof MappingNode mapping) {
            Map<String, Node> values = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                values.put(((ScalarNode) tuple.getKeyNode()).getValue(), tuple.getValueNode());
            }
            int line = mapping.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            entries.add(new Entry(file, path, line, values));
            values.forEach((key, value) -> collect(file, value, append(path, key), entries));
        }
    }

    private static List<String> append(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }

    /** Those at one of these keys. */
    List<Entry> at(String... keys) {
        return entries.stream()
                .filter(entry -> Arrays.asList(keys).contains(entry.key()))
                .toList();
    }

    /** Of everything that has an id: what is said of it. */
    Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> entry.values().containsKey("id"))
                .forEach(entry -> said.put(
                        entry.text("id").orElseThrow(),
                        entry.text("description").orElse("") + " / "
                                + entry.text("note").orElse("")));
        return said;
    }
}
