package org.rolemesh.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Alias alias = Aliased.alias("planner", 2);
    private final Upstream first = alias.upstreams().get(0);
    private final Upstream second = alias.upstreams().get(1);
    private final Catalog catalog = new Catalog(
            new Snapshot(
                    List.of(alias),
                    "planner",
                    Map.of(first.id(), Health.unknown(NOW), second.id(), Health.unknown(NOW))),
            new Thresholds(1, 2),
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void a_snapshot_does_not_change_in_the_hands_of_its_reader() {
        Snapshot before = catalog.snapshot();

        catalog.observe(first, Observation.answered());

        assertThat(before.availability(alias).isUsable()).isFalse();
        assertThat(catalog.snapshot().availability(alias).isUsable()).isTrue();
    }

    @Test
    void listeners_hear_of_changes_of_state_only_and_of_none_after_they_left() {
        List<String> heard = new ArrayList<>();
        Runnable leave = catalog.onChange(() -> heard.add("change"));

        catalog.observe(first, Observation.answered());
        catalog.observe(first, Observation.answered());
        catalog.observe(first, Observation.failed("slow"));
        assertThat(heard).hasSize(1);
        catalog.observe(first, Observation.failed("slow"));
        assertThat(heard).hasSize(2);
        leave.run();
        catalog.observe(first, Observation.answered());
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

        catalog.observe(Aliased.upstream("stranger"), Observation.answered());

        assertThat(catalog.snapshot()).isSameAs(before);
    }

    @Test
    void candidates_take_turns() {
        Rotation rotation = new Rotation();

        List<String> firsts = IntStream.range(0, 6)
                .mapToObj(
                        i -> rotation.order("planner", alias.upstreams()).get(0).id())
                .toList();

        assertThat(firsts)
                .containsExactly("planner-1", "planner-2", "planner-1", "planner-2", "planner-1", "planner-2");
    }
}
