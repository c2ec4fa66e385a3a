package org.rolemesh.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.nodes.Moment;
import org.rolemesh.nodes.Nodes;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.Registration;

class RosterTest {
    private final Roster roster = Rosters.of("models: {planner: {type: discovered}}");

    @Test
    void each_alias_has_the_nodes_that_offer_its_role_and_no_other() {
        Nodes nodes =
                register(register(Nodes.EMPTY, "a", List.of("planner", "coder")), "b", List.of("writer", "coder"));

        assertThat(roster.aliases(nodes))
                .extracting(RosterTest::shown)
                .containsExactly("planner [planner@a]", "coder [coder@a, coder@b]", "writer [writer@b]");
        assertThat(roster.aliases(Nodes.EMPTY)).extracting(RosterTest::shown).containsExactly("planner []");
    }

    /** On an event loop, with each change; looking at every node for every role takes half a minute. */
    @Test
    void as_many_nodes_and_roles_as_there_may_be_are_listed_in_no_more_steps_than_there_are_offers() {
        Nodes nodes = Nodes.EMPTY;
        for (int n = 0; n < 1_000; n++) {
            nodes = register(nodes, "node-" + n, rolesOf("node-" + n));
        }
        Instant begun = Instant.now();

        assertThat(roster.aliases(nodes)).hasSize(256_001);
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    private static List<String> rolesOf(String node) {
        return IntStream.range(0, 256).mapToObj(i -> node + "-role-" + i).toList();
    }

    private static Nodes register(Nodes nodes, String id, List<String> roles) {
        return nodes.registered(
                new Registration(
                        id,
                        UpstreamUrl.parse("http://127.0.0.1:8091"),
                        roles.stream().map(Offer::named).toList(),
                        null,
                        0),
                Moment.now());
    }

    private static String shown(Alias alias) {
        return alias.name() + " " + alias.upstreams().stream().map(Upstream::id).toList();
    }
}
