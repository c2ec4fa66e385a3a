package org.rolemesh.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which consumer answers which path and method. Immutable: changes make a new table, so that a reader needs no lock.
 *
 * <p>A path is compared as it came, undecoded: an encoded or dotted spelling of a known path is another path. A segment
 * {@code {name}} takes one segment of any text.
 */
final class PathTable {
    static final PathTable EMPTY = new PathTable(Map.of(), List.of());

    private final Map<String, Map<String, HttpFrontConsumer>> exact;
    private final List<Template> templates;

    private PathTable(Map<String, Map<String, HttpFrontConsumer>> exact, List<Template> templates) {
        this.exact = exact;
        this.templates = templates;
    }

    /**
     * What a look-up found.
     *
     * @param consumer null where the path is unknown or not for this method
     * @param parameters the segments that stood for a {@code {name}}, decoded
     * @param allowed the methods of the path; empty where the path is unknown
     */
    record Match(HttpFrontConsumer consumer, Map<String, String> parameters, Set<String> allowed) {}

    Match match(String method, String path) {
        Map<String, HttpFrontConsumer> methods = exact.get(path);
        if (methods != null) {
            return byMethod(methods, method, Map.of());
        }
        for (Template template : templates) {
            Map<String, String> parameters = template.match(path);
            if (parameters != null) {
                return byMethod(template.methods, method, parameters);
            }
        }
        return new Match(null, Map.of(), Set.of());
    }

    PathTable with(String path, Set<String> methods, HttpFrontConsumer consumer) {
        return changed(path, byMethod -> methods.forEach(method -> byMethod.put(method, consumer)));
    }

    /** Without what {@code consumer} answers at {@code path}; what replaced it in the meantime stays. */
    PathTable without(String path, HttpFrontConsumer consumer) {
        return changed(path, byMethod -> byMethod.values().removeIf(consumer::equals));
    }

    private PathTable changed(String path, Consumer<Map<String, HttpFrontConsumer>> change) {
        Map<String, Map<String, HttpFrontConsumer>> all = new HashMap<>(exact);
        templates.forEach(template -> all.put(template.path, template.methods));
        Map<String, HttpFrontConsumer> methods = new HashMap<>(all.getOrDefault(path, Map.of()));
        change.accept(methods);
        if (methods.isEmpty()) {
            all.remove(path);
        } else {
            all.put(path, methods);
        }
        return of(all);
    }

    private static PathTable of(Map<String, Map<String, HttpFrontConsumer>> all) {
        Map<String, Map<String, HttpFrontConsumer>> exact = new HashMap<>();
        List<Template> templates = new ArrayList<>();
        all.forEach((path, methods) -> {
            if (path.contains("{")) {
                templates.add(new Template(path, path.split("/", -1), methods));
            } else {
                exact.put(path, methods);
            }
        });
        return new PathTable(exact, templates);
    }

    private static Match byMethod(
            Map<String, HttpFrontConsumer> methods, String method, Map<String, String> parameters) {
        HttpFrontConsumer consumer = methods.get(method);
        if (consumer == null && method.equals("HEAD")) {
            consumer = methods.get("GET");
        }
        return new Match(consumer, parameters, consumer == null ? new TreeSet<>(methods.keySet()) : Set.of());
    }

    private record Template(String path, String[] segments, Map<String, HttpFrontConsumer> methods) {
        Map<String, String> match(String candidate) {
            String[] given = candidate.split("/", -1);
            if (given.length != segments.length) {
                return null;
            }
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < segments.length; i++) {
                String segment = segments[i];
                if (segment.startsWith("{")) {
                    if (given[i].isEmpty() || given[i].equals(".") || given[i].equals("..")) {
                        return null;
                    }
                    parameters.put(segment.substring(1, segment.length() - 1), decode(given[i]));
                } else if (!segment.equals(given[i])) {
                    return null;
                }
            }
            return parameters;
        }

        private static String decode(String segment) {
            try {
                // A plus is a plus in a path; only a query spells a space that way.
                return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return segment;
            }
        }
    }
}
