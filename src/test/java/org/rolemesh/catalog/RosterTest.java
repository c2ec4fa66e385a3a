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

    @Test
    void while_routes_are_replaced_an_alias_that_goes_is_still_there_and_one_that_changes_is_the_new_one() {
        Roster before = Rosters.of("""
                default_model: planner
                models:
                  planner: {type: proxy, proxy_url: "http://127.0.0.1:1"}
                  draft: {type: proxy, proxy_url: "http://127.0.0.1:2", openai_model_name: writer}
                """);
        Roster after = Rosters.of("""
                default_model: planner
                models:
                  planner: {type: proxy, proxy_urls: ["http://127.0.0.1:3", "http://127.0.0.1:4"]}
                  writer: {type: proxy, proxy_url: "http://127.0.0.1:5"}
                """);

        Roster both = after.along(before);

        assertThat(both.aliases(Nodes.EMPTY))
                .extracting(RosterTest::shown)
                .containsExactlyInAnyOrder("planner [planner#1, planner#2]", "writer [writer]", "draft [draft]");
        assertThat(Snapshot.first(both).byModelName("writer"))
                .hasValueSatisfying(alias -> assertThat(alias.name()).isEqualTo("writer"));
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
