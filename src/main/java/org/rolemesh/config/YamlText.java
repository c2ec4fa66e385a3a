package org.rolemesh.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A YAML text that is no config: its values, where they stand, and what is found to be wrong with it. For one thread. */
public final class YamlText {
    private static final int MAX_DEPTH = 200;
    private static final YamlReader READER = new YamlReader(EnvReferences.NONE, MAX_DEPTH);

    private final Faults faults;
    private final Optional<JsonNode> tree;

    private YamlText(Faults faults, Optional<JsonNode> tree) {
        this.faults = faults;
        this.tree = tree;
    }

    /**
     * Reads it, and takes down what is no YAML.
     *
     * @param file the name the user knows the file by
     */
    public static YamlText read(String file, String yaml) {
        Faults faults = new Faults(file);
        return new YamlText(faults, READER.read(yaml, faults));
    }

    /** The values, which are null where the text says nothing; empty where it cannot be read. */
    public Optional<JsonNode> tree() {
        return tree;
    }

    /** Notes that the value at a pointer is wrong. */
    public void fault(JsonPointer value, String what) {
        faults.at(value, what);
    }

    public int lineOf(JsonPointer value) {
        return faults.positionOf(value).line();
    }

    /** All that is wrong, as far as it has been found, in the order of the file. */
    public List<Fault> faults() {
        return faults.inFileOrder();
    }
}
