package org.rolemesh.routecheck;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds routes and steps that have the same id. */
final class IdFaults {
    /** A route, or a step of one; what a template's are called is known once its routes are made. */
    private static final Pattern OF_ROUTE =
            Pattern.compile("/[0-9]+/(?:route|(?:route/)?from/(?:.*/)?steps/[0-9]+/[A-Za-z0-9]+)/id");

    private IdFaults() {}

    static void find(List<Entry> all) {
        Map<String, Entry> first = new HashMap<>();
        for (Entry entry : all) {
            if (OF_ROUTE.matcher(entry.at().toString()).matches()) {
                entry.text().filter(id -> !Endpoint.isOpen(id)).ifPresent(id -> find(entry, id, first));
            }
        }
    }

    private static void find(Entry entry, String id, Map<String, Entry> first) {
        Entry other = first.get(id);
        if (other == null) {
            first.put(id, entry);
        } else if (Conditions.isSure(entry) && Conditions.isSure(other)) {
            entry.fault("the id " + id + " is taken by " + other.parent() + " at " + other.place()
                    + "; give one of the two another id");
        }
    }
}
