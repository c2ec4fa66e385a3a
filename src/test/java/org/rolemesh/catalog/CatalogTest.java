package org.rolemesh.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.NodeAddresses;
import org.rolemesh.nodes.NodesJson;

class CatalogTest {
    private static final Moment NOW = new Moment(0, Instant.parse("2026-01-01T00:00:00Z"));

    private final Catalog catalog = new Catalog(Rosters.ofProxy(2), new Thresholds(1, 2), () -> NOW);
    private final Alias alias = catalog.snapshot().aliases().get(0);
    private final Upstream first = alias.upstreams().get(0);
    private final Upstream second = alias.upstreams().get(1);

    @Test
    void a_snapshot_does_not_change_in_the_hands_of_its_reader() {
        Snapshot before = catalog.snapshot();

        catalog.observe(first, Observation.answered());

        assertThat(before.availability(alias).isUsable()).isFalse();
        assertThat(catalog.snapshot().availability(alias).isUsable()).isTrue();
    }

    @Test
    void listeners_hear_only_of_what_makes_a_difference_to_where_requests_go() {
        List<String> heard = new ArrayList<>();
        catalog.onChange(() -> heard.add("change"));

        catalog.observe(first, Observation.answered());
        catalog.observe(first, Observation.answered());
        catalog.observe(first, Observation.failed("slow"));
        assertThat(heard).hasSize(1);
        catalog.observe(first, Observation.failed("slow"));
        assertThat(heard).hasSize(2);
    }

    @Test
    void the_first_look_is_over_when_every_upstream_was_seen() throws InterruptedException {
        catalog.observe(first, Observation.answered());
        assertThat(catalog.awaitFirstLook(0)).isFalse();

        catalog.observe(second, Observation.refused("refused"));
        assertThat(catalog.awaitFirstLook(0)).isTrue();
    }

    @Test
    void what_is_seen_of_a_stranger_changes_nothing() {
        Snapshot before = catalog.snapshot();
        Catalog other = new Catalog(Rosters.ofProxy(3), new Thresholds(1, 2), () -> NOW);

        catalog.observe(other.snapshot().aliases().get(0).upstreams().get(2), Observation.answered());

        assertThat(catalog.snapshot()).isSameAs(before);
    }

    @Test
    void the_first_look_is_over_when_the_nodes_from_before_a_restart_were_seen_too() throws InterruptedException {
        Catalog restarted = new Catalog(Rosters.of("models: {}"), new Thresholds(1, 2), () -> NOW);
        assertThat(restarted.awaitFirstLook(0)).isTrue();

        restarted.restore(nodes -> nodes.restored(remembered()));
        assertThat(restarted.awaitFirstLook(0)).isFalse();
        assertThat(usable(restarted, "coder")).isFalse();

        restarted.dueForProbe().forEach(upstream -> restarted.observe(upstream, Observation.answered()));
        assertThat(restarted.awaitFirstLook(0)).isTrue();
        assertThat(usable(restarted, "coder")).isTrue();
    }

    private static List<Node> remembered() {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("node_id", "box")
                .put("base_url", "http://127.0.0.1:1")
                .put("registered_at", NOW.wall().toString());
        entry.put("seen_at", NOW.wall().toString()).putArray("roles").add("coder");
        return NodesJson.read(JsonNodeFactory.instance.arrayNode().add(entry), new NodeAddresses(List.of()), NOW);
    }

    private static boolean usable(Catalog catalog, String role) {
        Snapshot now = catalog.snapshot();
        return now.alias(role).map(found -> now.availability(found).isUsable()).orElse(false);
    }
}
