package org.rolemesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Observation;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.nodes.Node;
import org.rolemesh.nodes.NodeStatus;
import org.rolemesh.nodes.OfferState;
import org.rolemesh.selection.Decision;
import org.rolemesh.selection.Entry;

/** Whatever happens to nodes and backends: the list, readiness, routing and its explanation never contradict one another. */
class ViewsAgreePropertyTest {
    private static final String CONFIG = """
            default_model: planner
            models:
              planner: {type: proxy, proxy_urls: ["http://127.0.0.1:1", "http://127.0.0.1:2"], max_in_flight: 1}
              coder: {type: discovered, strategy: least_busy}
              reviewer: {type: discovered, role: review, openai_model_name: second-pair, strategy: prefix_affinity}
            """;
    private static final List<String> ROLES = List.of("coder", "review", "extra", "planner");
    private static final List<String> STATES = List.of("ready", "loading", "unloaded", "failed");

    /** One thing that happens; what {@code a}, {@code b} and {@code c} choose depends on the kind. */
    record Event(Kind kind, int a, int b, int c) {
        enum Kind {
            REGISTER,
            BEAT,
            ANSWERED,
            LOADING,
            FAILED,
            REFUSED,
            DRAIN,
            UNDRAIN,
            REMOVE,
            TIME,
            TAKE,
            FREE
        }
    }

    @Property(tries = 100)
    void every_view_of_an_alias_tells_the_same(@ForAll("events") @Size(max = 40) List<Event> events) {
        Mesh mesh = new Mesh(CONFIG);
        assertAgreed(mesh);
        for (Event event : events) {
            happen(event, mesh);
            assertAgreed(mesh);
        }
        Statistics.coverage(each -> {
            for (Decision.Outcome outcome : Decision.Outcome.values()) {
                each.check(outcome).percentage(share -> share > 1);
            }
        });
    }

    private static void assertAgreed(Mesh mesh) {
        JsonNode models = mesh.models();
        List<String> listed = ids(models.path("data"));
        List<String> unavailable = ids(models.path("rolemesh").path("unavailable_models"));
        for (Alias alias : mesh.aliases()) {
            String id = alias.modelName();
            boolean usable = listed.contains(id);
            assertThat(unavailable.contains(id)).as(id).isNotEqualTo(usable);
            assertThat(mesh.shows(alias)).as(id).isEqualTo(usable);
            assertThat(mesh.ready(id).path("roles").path(id).path("ready").asBoolean())
                    .as(id)
                    .isEqualTo(usable);
            assertExplained(mesh, alias, usable);
        }
    }

    private static void assertExplained(Mesh mesh, Alias alias, boolean usable) {
        JsonNode explained = mesh.explain(alias);
        Entry entry = mesh.enter(alias);
        Statistics.collect(entry.decision().outcome());
        assertThat(explained.path("availability").asText().equals("usable")).isEqualTo(usable);
        switch (entry.decision().outcome()) {
            case CHOSEN -> {
                assertThat(usable).isTrue();
                assertThat(explained.path("outcome").asText()).isEqualTo("chosen");
                Upstream chosen = entry.place().upstream();
                assertThat(explained.path("chosen").asText()).isEqualTo(chosen.name());
                assertThat(explained.path("candidates").path(0).path("accepted").asBoolean())
                        .isTrue();
                assertThat(canWork(mesh, chosen)).as(chosen.name()).isTrue();
                entry.place().free();
            }
            case FULL -> {
                assertThat(usable).isTrue();
                assertThat(explained.path("outcome").asText()).isEqualTo("queued");
                assertThat(accepted(explained)).isEmpty();
            }
            case LOADING -> {
                assertThat(usable)
                        .as("another could load it")
                        .isEqualTo(!entry.decision().availability().cold().isEmpty());
                assertThat(explained.path("outcome").asText()).isEqualTo("loading");
                assertThat(accepted(explained)).isEmpty();
            }
            case UNAVAILABLE -> {
                assertThat(usable).isFalse();
                assertThat(explained.path("outcome").asText()).isEqualTo("unavailable");
                assertThat(accepted(explained)).isEmpty();
            }
        }
        assertThat(explained.path("candidates")).hasSize(alias.upstreams().size());
    }

    /** By the node's own record, without the code that decides it. */
    private static boolean canWork(Mesh mesh, Upstream upstream) {
        if (!upstream.isOnNode()) {
            return true;
        }
        Optional<Node> node = mesh.nodes().find(upstream.announced().nodeId());
        return node.isPresent()
                && node.get().status() == NodeStatus.LIVE
                && List.of(OfferState.READY, OfferState.UNLOADED).contains(offerState(mesh, upstream));
    }

    private static OfferState offerState(Mesh mesh, Upstream upstream) {
        return mesh.nodes()
                .find(upstream.announced().nodeId())
                .orElseThrow()
                .offers()
                .get(upstream.announced().role())
                .state();
    }

    private static void happen(Event event, Mesh mesh) {
        String node = "box-" + event.a() % 3;
        switch (event.kind()) {
            case REGISTER ->
                mesh.register("{\"node_id\":\"%s\",\"base_url\":\"http://10.0.0.%d:1\",\"incarnation\":%d,%s}"
                        .formatted(node, 1 + event.b() % 2, 1 + event.c() % 3, roles(event)));
            case BEAT -> mesh.beat("{\"node_id\":\"%s\",%s}".formatted(node, roles(event)));
            case ANSWERED -> mesh.observe(event.a(), Observation.answered());
            case LOADING -> mesh.observe(event.a(), Observation.loading());
            case FAILED -> mesh.observe(event.a(), Observation.failed("slow"));
            case REFUSED -> mesh.observe(event.a(), Observation.refused("refused"));
            case DRAIN -> mesh.drain(node, true);
            case UNDRAIN -> mesh.drain(node, false);
            case REMOVE -> mesh.remove(node);
            case TIME -> mesh.pass(Duration.ofSeconds(event.b()));
            case TAKE -> mesh.take(mesh.aliases().get(event.a() % mesh.aliases().size()));
            case FREE -> mesh.freeOne(event.a());
        }
    }

    private static String roles(Event event) {
        List<String> roles = new ArrayList<>();
        for (int i = 0; i < ROLES.size(); i++) {
            if ((event.b() >> i & 1) == 1) {
                roles.add("{\"role\":\"%s\",\"state\":\"%s\",\"slots\":%d}"
                        .formatted(ROLES.get(i), STATES.get((event.c() + i) % STATES.size()), 1 + event.c() % 2));
            }
        }
        return "\"roles\":[" + String.join(",", roles) + "]";
    }

    private static List<String> ids(JsonNode entries) {
        List<String> ids = new ArrayList<>();
        entries.forEach(entry -> ids.add(entry.path("id").asText()));
        return ids;
    }

    private static List<String> accepted(JsonNode explained) {
        List<String> accepted = new ArrayList<>();
        explained.path("candidates").forEach(candidate -> {
            if (candidate.path("accepted").asBoolean()) {
                accepted.add(candidate.path("upstream").asText());
            }
        });
        return accepted;
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Event.Kind> kind = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Event.Kind.REGISTER)),
                Tuple.of(2, Arbitraries.just(Event.Kind.BEAT)),
                Tuple.of(3, Arbitraries.just(Event.Kind.ANSWERED)),
                Tuple.of(6, Arbitraries.just(Event.Kind.TAKE)),
                Tuple.of(8, Arbitraries.of(Event.Kind.class)));
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 60);
        return Combinators.combine(kind, number, number, number).as(Event::new).list();
    }
}
