package org.rolemesh.routecheck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rolemesh.config.Suggestion;

/** Finds {@code direct:} endpoints that no route begins with, or two. */
final class DirectFaults {
    private static final String SCHEME = "direct";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^}]*}}");

    private final Map<String, Endpoint> origins = new LinkedHashMap<>();

    /** Says where two routes begin with the same endpoint. */
    DirectFaults(List<Endpoint> all) {
        for (Endpoint endpoint : all) {
            String name = endpoint.path("name");
            if (endpoint.isOrigin() && endpoint.is(SCHEME) && Conditions.isSure(endpoint.entry())) {
                Endpoint first = origins.putIfAbsent(name, endpoint);
                if (first != null && !Endpoint.isOpen(name)) {
                    endpoint.fault("the route at " + first.entry().place() + " begins with direct:" + name
                            + " too; give one of the two another name");
                }
            } else if (endpoint.isOrigin() && endpoint.is(SCHEME)) {
                origins.putIfAbsent(name, endpoint);
            }
        }
    }

    /** What no route begins with, by the name that the endpoint gives it; empty where a route does. */
    Stream<String> missing(Endpoint endpoint) {
        String name = endpoint.path("name");
        boolean looked = !endpoint.isOrigin() && endpoint.is(SCHEME) && !Endpoint.isOpen(name);
        return looked && !name.isBlank() && !endpoint.mayBe("failIfNoConsumers", "false") && !begins(name)
                ? Stream.of(name)
                : Stream.of();
    }

    void find(Endpoint endpoint) {
        missing(endpoint).forEach(name -> endpoint.fault(what(name)));
    }

    String what(String name) {
        String question = Suggestion.question(name, origins.keySet());
        return "no route begins with direct:" + name
                + (question.isEmpty() ? "; add one, as in from: {uri: \"direct:" + name + "\"}" : question);
    }

    private boolean begins(String name) {
        return origins.containsKey(name)
                || origins.keySet().stream().filter(Endpoint::isOpen).anyMatch(form -> fits(name, form));
    }

    /** Whether a route of a template may come to have this name. */
    private static boolean fits(String name, String form) {
        String pattern =
                Stream.of(PLACEHOLDER.split(form, -1)).map(Pattern::quote).collect(Collectors.joining(".+"));
        return name.matches(pattern);
    }
}
