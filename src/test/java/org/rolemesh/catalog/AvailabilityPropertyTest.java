package org.rolemesh.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class AvailabilityPropertyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Property
    void an_alias_is_usable_exactly_while_one_of_its_backends_is_up(@ForAll @Size(max = 6) List<Health.State> states) {
        Snapshot snapshot = snapshot(states);
        Availability availability = snapshot.availability(snapshot.aliases().get(0));

        assertThat(availability.isUsable()).isEqualTo(states.contains(Health.State.UP));
        assertThat(availability.candidates())
                .allMatch(upstream -> snapshot.health(upstream.id()).state() == Health.State.UP)
                .hasSize((int) states.stream().filter(Health.State.UP::equals).count());
    }

    @Property
    void it_is_loading_only_while_none_is_up_and_one_is_loading(@ForAll @Size(max = 6) List<Health.State> states) {
        Snapshot snapshot = snapshot(states);
        Availability availability = snapshot.availability(snapshot.aliases().get(0));

        assertThat(availability.state() == Availability.State.LOADING)
                .isEqualTo(!states.contains(Health.State.UP) && states.contains(Health.State.LOADING));
    }

    @Property
    void whatever_is_not_usable_says_why_and_since_when(@ForAll @Size(max = 6) List<Health.State> states) {
        Snapshot snapshot = snapshot(states);
        Availability availability = snapshot.availability(snapshot.aliases().get(0));

        assertThat(availability.reason() == null).isEqualTo(availability.isUsable());
        assertThat(availability.since() == null).isEqualTo(availability.isUsable());
    }

    private static Snapshot snapshot(List<Health.State> states) {
        Alias alias = Aliased.alias("planner", states.size());
        Map<String, Health> health = new HashMap<>();
        for (int i = 0; i < states.size(); i++) {
            health.put(alias.upstreams().get(i).id(), health(states.get(i)));
        }
        return new Snapshot(List.of(alias), "planner", health);
    }

    private static Health health(Health.State state) {
        return switch (state) {
            case UNKNOWN -> Health.unknown(NOW);
            case UP -> Health.up(NOW);
            case LOADING -> Health.loading(NOW);
            case DOWN -> Health.down(NOW, "refused");
        };
    }
}
