package org.rolemesh.routecheck;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Map;
import java.util.Optional;

/**
 * An endpoint that a route names.
 *
 * @param entry the step that names it
 * @param at where its URI is
 * @param base the URI without its options
 * @param options from the URI's query and from {@code parameters}
 */
record Endpoint(Entry entry, JsonPointer at, String base, Map<String, Option> options) {
    /** The value of an option, and where it stands. */
    record Option(String value, JsonPointer at) {}

    void fault(String what) {
        entry.yaml().fault(at, what);
    }

    boolean isOrigin() {
        return entry.name().equals("from");
    }

    /** Whether messages come from it, and it takes none. */
    boolean isConsumed() {
        return isOrigin() || entry.name().startsWith("poll");
    }

    boolean is(String scheme) {
        return scheme().filter(scheme::equals).isPresent();
    }

    /** Empty where it is decided only when a message comes. */
    Optional<String> scheme() {
        String scheme = base.contains(":") ? base.substring(0, base.indexOf(':')) : base;
        return scheme.matches("[A-Za-z][A-Za-z0-9+.-]*") ? Optional.of(scheme) : Optional.empty();
    }

    /** What follows the scheme, or the option that stands for it. */
    String path(String option) {
        if (base.contains(":")) {
            return base.substring(base.indexOf(':') + 1).replaceFirst("^//", "");
        }
        return options.containsKey(option) ? options.get(option).value() : "";
    }

    boolean hasPath() {
        return base.indexOf(':') >= 0 && base.indexOf(':') < base.length() - 1;
    }

    /** Whether an option has this value, or may have it. */
    boolean mayBe(String option, String value) {
        Option given = options.get(option);
        return given != null && (given.value().equals(value) || isOpen(given.value()));
    }

    /** Whether a text is complete only when the routes are built, or a message comes. */
    static boolean isOpen(String text) {
        return text.contains("${") || text.contains("{{");
    }
}
