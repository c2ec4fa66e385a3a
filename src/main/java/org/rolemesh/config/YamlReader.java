package org.rolemesh.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads YAML text into a JSON tree, resolves environment references, and notes where each value stands. */
final class YamlReader {
    static final int MAX_BYTES = 1024 * 1024;
    static final int MAX_DEPTH = 32;

    private final CoreTypes types = new CoreTypes();
    private final LoadSettings settings = LoadSettings.builder()
            .setSchema(types)
            .setCodePointLimit(MAX_BYTES)
            .setMaxAliasesForCollections(100)
            .build();
    private final EnvReferences env;
    private final int maxDepth;

    YamlReader(EnvReferences env) {
        this(env, MAX_DEPTH);
    }

    YamlReader(EnvReferences env, int maxDepth) {
        this.env = env;
        this.maxDepth = maxDepth;
    }

    /** The tree, which is null where the text says nothing, or empty where the text is no YAML or holds too much. */
    Optional<JsonNode> read(String yaml, Faults faults) {
        try {
            if (tooDeep(yaml, faults)) {
                return Optional.empty();
            }
            return new Compose(settings)
                    .composeString(yaml)
                    .map(node -> new YamlTree(types, env, faults, maxDepth).convert(node))
                    .orElse(Optional.of(NullNode.getInstance()));
        } catch (MarkedYamlEngineException e) {
            Position position =
                    e.getProblemMark().or(e::getContextMark).map(Position::of).orElse(Position.START);
            faults.at(position, "not valid YAML: " + e.getProblem() + "; check quotes, colons and indentation here");
        } catch (ReaderException e) {
            faults.at(position(yaml, e.getPosition()), "a control character is not allowed in YAML; remove it");
        } catch (YamlEngineException e) {
            faults.at(Position.START, "too much YAML: at most 1 MiB and 100 aliases of lists or mappings are read");
        }
        return Optional.empty();
    }

    /** Composing recurses, so depth is bounded on the flat list of events first. */
    private boolean tooDeep(String yaml, Faults faults) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(yaml)) {
            if (event instanceof CollectionStartEvent && ++depth > maxDepth) {
                Position position = event.getStartMark().map(Position::of).orElse(Position.START);
                faults.at(position, "nested deeper than " + maxDepth + " levels; flatten it");
                return true;
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return false;
    }

    private static Position position(String yaml, int offset) {
        String before = yaml.substring(0, Math.min(offset, yaml.length()));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Position(line, before.length() - before.lastIndexOf('\n'));
    }
}
