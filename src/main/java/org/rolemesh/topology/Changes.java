package org.rolemesh.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.ModelConfig;

/**
 * What is otherwise than it was.
 *
 * @param added aliases
 * @param removed aliases
 * @param altered aliases
 * @param routes files of routes that were added, removed or altered, as they are called in their folder
 * @param settings sections of the config besides its aliases that have changed and are in effect
 * @param restart settings that have changed and take effect only when the gateway starts again
 */
public record Changes(
        List<String> added,
        List<String> removed,
        List<String> altered,
        List<String> routes,
        List<String> settings,
        List<String> restart) {

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
        List<String> restart = new ArrayList<>();
        if (!before.limits().equals(after.limits())) {
            restart.add("limits");
        }
        if (!before.tracing().equals(after.tracing())) {
            restart.add("tracing");
        }
        if (!before.tls().equals(after.tls())) {
            restart.add("tls");
        }
        if (!before.upstreamTls().equals(after.upstreamTls())) {
            restart.add("upstream_tls");
        }
        return new Changes(added, removed, altered, routes, settings(before, after), restart);
    }

    private static List<String> settings(GatewayConfig before, GatewayConfig after) {
        List<String> changed = new ArrayList<>();
        addIfOther("default_model", before.defaultModel(), after.defaultModel(), changed);
        addIfOther("auth", before.auth(), after.auth(), changed);
        addIfOther("nodes", before.nodes(), after.nodes(), changed);
        addIfOther("discovery", before.discovery(), after.discovery(), changed);
        addIfOther("probe", before.probe(), after.probe(), changed);
        addIfOther("topology", before.topology(), after.topology(), changed);
        return changed;
    }

    private static void addIfOther(String name, Object before, Object after, List<String> changed) {
        if (!Objects.equals(before, after)) {
            changed.add(name);
        }
    }

    /** In one line for a log. */
    public String words() {
        return "added=" + added + " removed=" + removed + " altered=" + altered + " routes=" + routes
                + (settings.isEmpty() ? "" : " settings=" + settings)
                + (restart.isEmpty() ? "" : " needs_restart=" + restart);
    }
}
