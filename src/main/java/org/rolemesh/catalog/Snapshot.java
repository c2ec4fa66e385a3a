package org.rolemesh.catalog;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rolemesh.nodes.Nodes;

/**
 * Aliases and the health of their upstreams at one moment. Immutable; every view of one request reads one snapshot.
 */
public final class Snapshot {
    private final Map<String, Alias> aliases;
    private final Map<String, Alias> byModelName;
    private final Map<String, Health> health;
    private final Map<String, Availability> availability;
    private final String defaultAlias;
    private final Nodes nodes;

    /**
     * Nothing is looked at yet.
     *
     * @param defaultAlias what answers a request that names no model; null: nothing does */
    public Snapshot(List<Alias> aliases, String defaultAlias, Map<String, Health> health) {
        this.aliases = new LinkedHashMap<>();
        this.byModelName = new HashMap<>();
        for (Alias alias : aliases) {
            this.aliases.put(alias.name(), alias);
            this.byModelName.put(alias.modelName(), alias);
        }
        this.health = Map.copyOf(health);
        this.availability = judge(this.aliases, this.health);
        this.defaultAlias = defaultAlias;
        this.nodes = Nodes.EMPTY;
    }

    private Snapshot(Snapshot other, Map<String, Health> health, Nodes nodes) {
        this.nodes = nodes;
        this.aliases = other.aliases;
        this.byModelName = other.byModelName;
        this.defaultAlias = other.defaultAlias;
        this.health = health;
        this.availability = judge(aliases, health);
    }

    private static Map<String, Availability> judge(Map<String, Alias> aliases, Map<String, Health> health) {
        Map<String, Availability> judged = new HashMap<>();
        aliases.forEach((name, alias) -> judged.put(name, Availability.of(alias, health)));
        return Map.copyOf(judged);
    }

    /** The same aliases with another health of one upstream. */
    Snapshot with(String upstreamId, Health newHealth) {
        Map<String, Health> changed = new HashMap<>(health);
        changed.put(upstreamId, newHealth);
        return new Snapshot(this, Map.copyOf(changed), nodes);
    }

    public Nodes nodes() {
        return nodes;
    }

    Snapshot with(Nodes newNodes) {
        return new Snapshot(this, health, newNodes);
    }

    /** In the order of the config. */
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
        return Optional.ofNullable(defaultAlias).map(aliases::get);
    }

    public Availability availability(Alias alias) {
        return availability.get(alias.name());
    }

    /** The upstream's health; never null for an upstream of an alias of this snapshot. */
    public Health health(String upstreamId) {
        return health.get(upstreamId);
    }

    /** Every upstream of every alias. */
    public List<Upstream> upstreams() {
        return aliases.values().stream()
                .flatMap(alias -> alias.upstreams().stream())
                .toList();
    }
}
