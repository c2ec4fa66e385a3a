package org.rolemesh.routecheck;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.URISupport;
import org.rolemesh.routecheck.Endpoint.Option;

/** Finds the endpoints that the steps of routes name, in each of the ways in which they can. */
final class Endpoints {
    private static final Set<String> BY_URI = Set.of("from", "to", "toD", "wireTap", "poll");
    private static final Set<String> BY_EXPRESSION = Set.of("enrich", "pollEnrich");
    private static final Set<String> BY_LIST = Set.of("recipientList", "routingSlip");
    private static final String DEAD_LETTERS = "deadLetterUri";

    private Endpoints() {}

    static List<Endpoint> in(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> !entry.isOption())
                .flatMap(Endpoints::of)
                .toList();
    }

    private static Stream<Endpoint> of(Entry entry) {
        if (BY_URI.contains(entry.name())) {
            return entry.text().map(uri -> endpoint(entry, entry.at(), uri)).or(() -> underUri(entry)).stream();
        }
        if (BY_EXPRESSION.contains(entry.name())) {
            return expression(entry).stream().map(uri -> endpoint(entry, entry.at(), uri));
        }
        if (BY_LIST.contains(entry.name())) {
            String delimiter = entry.text("delimiter").orElse(",");
            return expression(entry).stream()
                    .flatMap(uris -> Stream.of(uris.split(Pattern.quote(delimiter))))
                    .map(String::strip)
                    .map(uri -> endpoint(entry, entry.at(), uri));
        }
        return entry.name().equals(DEAD_LETTERS)
                ? entry.text().map(uri -> endpoint(entry, entry.at(), uri)).stream()
                : Stream.of();
    }

    private static Optional<Endpoint> underUri(Entry entry) {
        return entry.text("uri").map(uri -> endpoint(entry, entry.at().appendProperty("uri"), uri));
    }

    /** The text of a constant or a Simple expression, however it is spelt. */
    private static Optional<String> expression(Entry entry) {
        JsonNode holder = entry.value().has("expression") ? entry.value().get("expression") : entry.value();
        return Stream.of("constant", "simple")
                .map(holder::path)
                .map(language -> language.isObject() ? language.path("expression") : language)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    private static Endpoint endpoint(Entry entry, JsonPointer at, String uri) {
        int query = queryOf(uri);
        Map<String, Option> options = new LinkedHashMap<>();
        if (query >= 0) {
            parse(uri.substring(query + 1))
                    .forEach((name, value) -> options.put(name, new Option(String.valueOf(value), at)));
        }
        JsonPointer parameters = entry.at().appendProperty("parameters");
        entry.value().path("parameters").properties().forEach(parameter -> {
            JsonPointer place = parameters.appendProperty(parameter.getKey());
            options.put(parameter.getKey(), new Option(parameter.getValue().asText(), place));
        });
        return new Endpoint(entry, at, query < 0 ? uri : uri.substring(0, query), options);
    }

    /** Where the options begin: a question mark in an expression is part of it. */
    private static int queryOf(String uri) {
        int depth = 0;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == '?' && depth <= 0) {
                return i;
            }
        }
        return -1;
    }

    private static Map<String, Object> parse(String query) {
        try {
            return URISupport.parseQuery(query);
        } catch (URISyntaxException e) {
            // Whoever builds the route is told by Camel.
            return Map.of();
        }
    }
}
