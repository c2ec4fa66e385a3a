package org.rolemesh.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rolemesh.config.DiscoveredModel;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.ModelConfig;
import org.rolemesh.config.ProxyModel;
import org.rolemesh.config.Secret;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.Nodes;

/**
 * Which aliases there are: those of the config, and the roles that nodes announce and no alias names. Immutable.
 */
public final class Roster {
    private final List<AliasPlan> configured;
    private final Set<String> taken;
    private final boolean takesNewRoles;
    private final Secret nodeKey;
    private final WhenCold whenCold;
    private final String defaultAlias;
    private final Instant since;

    /** @param since what aliases that never had an upstream are unusable since, for people to read */
    public Roster(GatewayConfig config, Instant since) {
        this(config, since, WhenCold.SEND);
    }

    /** @param whenCold what becomes of requests to roles on nodes of which none has the model in memory */
    public Roster(GatewayConfig config, Instant since, WhenCold whenCold) {
        this.whenCold = whenCold;
        this.takesNewRoles = config.discovery().allowNewRoles();
        this.nodeKey = config.nodes().upstreamKey();
        this.defaultAlias = config.defaultModel();
        this.since = since;
        this.configured =
                config.models().values().stream().map(model -> plan(model)).toList();
        this.taken = new HashSet<>();
        for (ModelConfig model : config.models().values()) {
            taken.add(model.alias());
            taken.add(model.openaiModelName());
            if (model instanceof DiscoveredModel discovered) {
                taken.add(discovered.role());
            }
        }
    }

    private Roster(Roster other, List<AliasPlan> configured) {
        this.configured = configured;
        this.taken = other.taken;
        this.takesNewRoles = other.takesNewRoles;
        this.nodeKey = other.nodeKey;
        this.whenCold = other.whenCold;
        this.defaultAlias = other.defaultAlias;
        this.since = other.since;
    }

    /** This one, and the aliases that only {@code earlier} has: routes that are being replaced still send to them. */
    public Roster along(Roster earlier) {
        Set<String> own = configured.stream().map(AliasPlan::name).collect(Collectors.toSet());
        // What comes later counts, where two are called alike by clients.
        List<AliasPlan> both = new ArrayList<>(earlier.configured);
        both.removeIf(plan -> own.contains(plan.name()));
        both.addAll(configured);
        return new Roster(this, both);
    }

    /** The aliases of the config in its order, then the new roles by name. */
    List<Alias> aliases(Nodes nodes) {
        Map<String, List<Node>> nodesByRole = byRole(nodes);
        List<Alias> aliases = new ArrayList<>();
        configured.forEach(plan -> aliases.add(plan.with(nodesByRole)));
        newRoles(nodesByRole.keySet()).forEach(role -> aliases.add(newRole(role).with(nodesByRole)));
        return aliases;
    }

    /** What answers a request that names no model. */
    Optional<String> defaultAlias() {
        return Optional.ofNullable(defaultAlias);
    }

    Instant since() {
        return since;
    }

    /** Once for all aliases: a thousand nodes with 256 roles each are too many to look through for each of these. */
    private static Map<String, List<Node>> byRole(Nodes nodes) {
        Map<String, List<Node>> byRole = new HashMap<>();
        for (Node node : nodes.all()) {
            for (String role : node.offers().keySet()) {
                byRole.computeIfAbsent(role, first -> new ArrayList<>()).add(node);
            }
        }
        return byRole;
    }

    private Set<String> newRoles(Set<String> offered) {
        Set<String> roles = new TreeSet<>();
        if (takesNewRoles) {
            roles.addAll(offered);
            roles.removeAll(taken);
        }
        return roles;
    }

    private AliasPlan plan(ModelConfig model) {
        return model instanceof ProxyModel proxy
                ? new ProxyPlan(proxy)
                : new DiscoveredPlan((DiscoveredModel) model, nodeKey, whenCold);
    }

    private AliasPlan newRole(String role) {
        return new DiscoveredPlan(DiscoveredModel.named(role), nodeKey, whenCold);
    }
}
