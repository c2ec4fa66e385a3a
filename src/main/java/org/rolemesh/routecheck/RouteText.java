package org.rolemesh.routecheck;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.rolemesh.config.YamlText;

/** A file of routes, and every key in it. */
final class RouteText {
    private final RouteFile file;
    private final YamlText yaml;
    private final List<Entry> entries = new ArrayList<>();

    RouteText(RouteFile file) {
        this.file = file;
        this.yaml = YamlText.read(file.name(), file.text());
        yaml.tree().ifPresent(root -> addEntries(root, JsonPointer.empty(), ""));
    }

    RouteFile file() {
        return file;
    }

    YamlText yaml() {
        return yaml;
    }

    /** In the order of the file. */
    List<Entry> entries() {
        return entries;
    }

    private void addEntries(JsonNode node, JsonPointer at, String parent) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                addEntries(node.get(i), at.appendIndex(i), parent);
            }
            return;
        }
        node.properties().forEach(property -> {
            Entry entry = new Entry(
                    file, yaml, at.appendProperty(property.getKey()), parent, property.getKey(), property.getValue());
            entries.add(entry);
            if (!entry.isOption()) {
                addEntries(entry.value(), entry.at(), entry.name());
            }
        });
    }
}
