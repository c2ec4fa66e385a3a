package org.rolemesh.routecheck;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rolemesh.config.YamlText;

/**
 * One key of a route file, with what stands under it.
 *
 * @param parent the key that it stands under; lists do not count
 */
record Entry(RouteFile file, YamlText yaml, JsonPointer at, String parent, String name, JsonNode value) {
    /** Keys under which the owner's own words stand, none of Camel's. */
    private static final List<String> OPEN = List.of("parameters", "properties", "constraints");

    static boolean isOpen(String name) {
        return OPEN.contains(name);
    }

    void fault(String what) {
        yaml.fault(at, what);
    }

    boolean is(String parentName, String ownName) {
        return parent.equals(parentName) && name.equals(ownName);
    }

    boolean isOption() {
        return isOpen(parent);
    }

    /** Its text, where it is one. */
    Optional<String> text() {
        return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
    }

    /** The text under one of its keys. */
    Optional<String> text(String key) {
        JsonNode under = value.path(key);
        return under.isValueNode() && !under.isNull() ? Optional.of(under.asText()) : Optional.empty();
    }

    /** Where it stands, for the fault of another; whoever reads that need not know where on the machine the file lies. */
    String place() {
        return Path.of(file.name()).getFileName() + ":" + yaml.lineOf(at);
    }
}
