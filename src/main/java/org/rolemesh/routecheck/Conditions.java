package org.rolemesh.routecheck;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

/** Tells routes that are there in any case from those that are left out, or do not start, under some condition. */
final class Conditions {
    private Conditions() {}

    static boolean isSure(Entry entry) {
        JsonNode root = entry.yaml().tree().orElseThrow();
        for (JsonPointer at = entry.at(); at != null; at = at.head()) {
            JsonNode around = root.at(at);
            if (around.has("precondition") || around.has("autoStartup")) {
                return false;
            }
        }
        return true;
    }
}
