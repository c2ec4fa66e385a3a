package org.rolemesh.routecheck;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchLanguageException;
import org.rolemesh.config.Suggestion;

/** Finds languages, and classes of exceptions, that are not on the class path. */
final class ClassFaults {
    /** What an {@code upstream:} step fails with. */
    static final List<String> FAILURES = Stream.of(
                    "UpstreamFailure",
                    "RoleUnknown",
                    "RoleUnavailable",
                    "RoleBusy",
                    "UpstreamUnreachable",
                    "UpstreamBusy",
                    "UpstreamTimedOut",
                    "UpstreamBroken",
                    "UpstreamRejected",
                    "PromptTooLong")
            .map(name -> "org.rolemesh.upstream." + name)
            .toList();
    /** Those that Camel's DSL has a key for and no other meaning. */
    private static final Set<String> LANGUAGES = Set.of(
            "csimple",
            "datasonnet",
            "groovy",
            "hl7terser",
            "java",
            "joor",
            "jq",
            "js",
            "jsonpath",
            "mvel",
            "ognl",
            "python",
            "spel",
            "wasm",
            "xpath",
            "xquery",
            "xtokenize");

    private final CamelContext context;

    ClassFaults(CamelContext context) {
        this.context = context;
    }

    void find(Entry entry) {
        if (entry.isOption()) {
            return;
        }
        if (LANGUAGES.contains(entry.name()) && !hasLanguage(entry.name())) {
            entry.fault("the language " + entry.name() + " is not on board; use simple, constant or variable");
        }
        if (entry.name().equals("exception") && entry.value().isArray()) {
            entry.value().forEach(name -> findClass(entry, name));
        }
    }

    private void findClass(Entry entry, JsonNode name) {
        String wanted = name.asText();
        if (!Endpoint.isOpen(wanted) && context.getClassResolver().resolveClass(wanted) == null) {
            String question = Suggestion.question(wanted, FAILURES);
            entry.fault("there is no exception " + wanted + question(wanted).orElse(question));
        }
    }

    /** A name without its package is clear enough to a reader. */
    private static Optional<String> question(String wanted) {
        return FAILURES.stream()
                .filter(name -> name.endsWith("." + wanted))
                .map(name -> "; did you mean '" + name + "'?")
                .findFirst();
    }

    private boolean hasLanguage(String name) {
        try {
            return context.resolveLanguage(name) != null;
        } catch (NoSuchLanguageException e) {
            return false;
        }
    }
}
