package org.rolemesh.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class AvailabilityPropertyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Property
    void an_alias_is_usable_exactly_while_one_of_its_backends_is_up(
            @ForAll @Size(min = 1, max = 6) List<Health.State> states) {
        Snapshot snapshot = snapshot(states);
        Availability availability = snapshot.availability(snapshot.aliases().get(0));

        assertThat(availability.isUsable()).isEqualTo(states.contains(Health.State.UP));
        assertThat(availability.warm())
                .allMatch(upstream -> snapshot.health(upstream.id()).state() == Health.State.UP)
                .hasSize((int) states.stream().filter(Health.State.UP::equals).count());
    }

    @Property
    void it_is_loading_only_while_none_is_up_and_one_is_loading_or_about_to_be_looked_at(
            @ForAll @Size(min = 1, max = 6) List<Health.State> states) {
        Snapshot snapshot = snapshot(states);
        Availability availability = snapshot.availability(snapshot.aliases().get(0));

        assertThat(availability.state() == Availability.State.LOADING)
                .isEqualTo(!states.contains(Health.State.UP)
                        && (states.contains(Health.State.LOADING) || states.contains(Health.State.UNKNOWN)));
    }

    @Property
    void whatever_is_not_usable_says_why_and_since_when(@ForAll @Size(min = 1, max = 6) List<Health.State> states) {
        Snapshot snapshot = snapshot(states);
        Availability availability = snapshot.availability(snapshot.aliases().get(0));

        assertThat(availability.reason() == null).isEqualTo(availability.isUsable());
        assertThat(availability.since() == null).isEqualTo(availability.isUsable());
    }

    private static Snapshot snapshot(List<Health.State> states) {
        Snapshot snapshot = Snapshot.first(Rosters.ofProxy(states.size()));
        List<Upstream> upstreams = snapshot.aliases().get(0).upstreams();
        for (int i = 0; i < states.size(); i++) {
            snapshot = snapshot.with(upstreams.get(i).id(), health(states.get(i)));
        }
        return snapshot;
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
