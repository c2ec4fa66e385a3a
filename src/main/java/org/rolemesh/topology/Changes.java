package org.rolemesh.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.ModelConfig;

/**
 * What is otherwise than it was.
 *
 * @param added aliases
 * @param removed aliases
 * @param altered aliases
 * @param routes files of routes that were added, removed or altered, as they are called in their folder
 * @param restart settings that have changed and take effect only when the gateway starts again
 */
public record Changes(
        List<String> added, List<String> removed, List<String> altered, List<String> routes, List<String> restart) {

    public static Changes between(GatewayConfig before, GatewayConfig after, List<String> routes) {
        List<String> added = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        List<String> altered = new ArrayList<>();
        Map<String, ModelConfig> old = before.models();
        after.models().forEach((alias, model) -> {
            if (!old.containsKey(alias)) {
                added.add(alias);
            } else if (!old.get(alias).equals(model)) {
                altered.add(alias);
            }
        });
        old.keySet().stream()
                .filter(alias -> !after.models().containsKey(alias))
                .forEach(removed::add);
        List<String> restart = before.limits().equals(after.limits()) ? List.of() : List.of("limits");
        return new Changes(added, removed, altered, routes, restart);
    }

    /** In one line for a log. */
    public String words() {
        return "added=" + added + " removed=" + removed + " altered=" + altered + " routes=" + routes
                + (restart.isEmpty() ? "" : " needs_restart=" + restart);
    }
}
