package org.rolemesh.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.nodes.Offer;

/**
 * Aliases, nodes and the health of upstreams at one moment. Immutable; every view of one request reads one snapshot.
 */
public final class Snapshot {
    private final Roster roster;
    private final Nodes nodes;
    private final Map<String, Health> health;
    private final Map<String, Alias> aliases;
    private final Map<String, Alias> byModelName;
    private final Map<String, Availability> availability;
    private final Set<String> upstreamIds;

    /** No node has registered, and no upstream has been looked at yet. */
    public static Snapshot first(Roster roster) {
        Map<String, Health> unknown = new HashMap<>();
        for (Alias alias : roster.aliases(Nodes.EMPTY)) {
            alias.upstreams().forEach(upstream -> unknown.put(upstream.id(), Health.unknown(roster.since())));
        }
        return new Snapshot(roster, Nodes.EMPTY, unknown);
    }

    private Snapshot(Roster roster, Nodes nodes, Map<String, Health> health) {
        this.roster = roster;
        this.nodes = nodes;
        this.aliases = new LinkedHashMap<>();
        this.byModelName = new HashMap<>();
        this.upstreamIds = new HashSet<>();
        for (Alias alias : roster.aliases(nodes)) {
            aliases.put(alias.name(), alias);
            byModelName.put(alias.modelName(), alias);
            alias.upstreams().forEach(upstream -> upstreamIds.add(upstream.id()));
        }
        this.health = new HashMap<>(health);
        this.health.keySet().retainAll(upstreamIds);
        this.availability = judge();
    }

    /** The same but for what routing does not look at. */
    private Snapshot(Snapshot other, Nodes nodes, Map<String, Health> health) {
        this.roster = other.roster;
        this.nodes = nodes;
        this.health = health;
        this.aliases = other.aliases;
        this.byModelName = other.byModelName;
        this.availability = other.availability;
        this.upstreamIds = other.upstreamIds;
    }

    private Map<String, Availability> judge() {
        Standings standings = new Standings(nodes, health);
        Map<String, Availability> judged = new HashMap<>();
        aliases.forEach((name, alias) -> judged.put(name, Availability.of(alias, standings, roster.since())));
        return judged;
    }

    /** With other aliases: what is known of upstreams stays known where they are the same. */
    Snapshot with(Roster newRoster, Instant now) {
        Map<String, Upstream> before = new HashMap<>();
        aliases.values().forEach(alias -> alias.upstreams().forEach(upstream -> before.put(upstream.id(), upstream)));
        Map<String, Health> carried = new HashMap<>();
        for (Alias alias : newRoster.aliases(nodes)) {
            for (Upstream upstream : alias.upstreams()) {
                Health known = health.get(upstream.id());
                if (known != null && upstream.isSameAs(before.get(upstream.id()))) {
                    carried.put(upstream.id(), known);
                } else if (!upstream.isOnNode()) {
                    carried.put(upstream.id(), Health.unknown(now));
                }
            }
        }
        return new Snapshot(newRoster, nodes, carried);
    }

    /** With another health of one upstream; null: nothing is known against it any more. */
    Snapshot with(String upstreamId, Health newHealth) {
        Map<String, Health> changed = new HashMap<>(health);
        Health old = newHealth == null ? changed.remove(upstreamId) : changed.put(upstreamId, newHealth);
        boolean alike = old != null && newHealth != null && newHealth.routesLike(old);
        return alike ? new Snapshot(this, nodes, changed) : new Snapshot(roster, nodes, changed);
    }

    Snapshot with(Nodes newNodes) {
        return newNodes.routeLike(nodes)
                ? new Snapshot(this, newNodes, health)
                : new Snapshot(roster, newNodes, health);
    }

    public Nodes nodes() {
        return nodes;
    }

    /** In the order of the config, then the roles that only nodes have. */
    public List<Alias> aliases() {
        return List.copyOf(aliases.values());
    }

    public Optional<Alias> alias(String name) {
        return Optional.ofNullable(aliases.get(name));
    }

    /** The alias that clients call {@code modelName}. */
    public Optional<Alias> byModelName(String modelName) {
        return Optional.ofNullable(byModelName.get(modelName));
    }

    public Optional<Alias> defaultAlias() {
        return roster.defaultAlias().map(aliases::get);
    }

    /** The availability of an alias; one that this snapshot does not have cannot answer. */
    public Availability availability(Alias alias) {
        return availability.getOrDefault(alias.name(), Availability.GONE);
    }

    /** What has been seen of an upstream; null for one on a node that nothing is known against. */
    public Health health(String upstreamId) {
        return health.get(upstreamId);
    }

    /** How far the nodes are that load the model of an alias, 0 to 1, where one of them tells. */
    public OptionalDouble loadProgress(Alias alias) {
        return alias.upstreams().stream()
                .filter(Upstream::isOnNode)
                .map(this::offerOf)
                .flatMapToDouble(offer -> offer.progress().stream())
                .max();
    }

    private Offer offerOf(Upstream upstream) {
        Upstream.Announced announced = upstream.announced();
        return nodes.find(announced.nodeId()).orElseThrow().offers().get(announced.role());
    }

    /** Whether an alias has an upstream with this id. */
    public boolean knows(String upstreamId) {
        return upstreamIds.contains(upstreamId);
    }

    /**
     * Every upstream that a probe has to look at: those of the config always; on nodes only where a request has found the
     * model loading, and one on each of {@code doubted}.
     */
    List<Upstream> toProbe(Collection<Node> doubted) {
        Map<String, Upstream> toProbe = new LinkedHashMap<>();
        Set<String> doubtedIds = new HashSet<>();
        doubted.forEach(node -> doubtedIds.add(node.id()));
        for (Alias alias : aliases.values()) {
            for (Upstream upstream : alias.upstreams()) {
                boolean due = !upstream.isOnNode()
                        || health.containsKey(upstream.id())
                        || doubtedIds.remove(upstream.announced().nodeId());
                if (due) {
                    toProbe.putIfAbsent(upstream.id(), upstream);
                }
            }
        }
        return new ArrayList<>(toProbe.values());
    }

    /** Whether {@code other} makes no difference to where requests go. */
    boolean routesLike(Snapshot other) {
        return availability == other.availability;
    }
}
