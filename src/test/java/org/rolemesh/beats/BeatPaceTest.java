package org.rolemesh.beats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.beats.FakeGateway.HEARTBEAT;
import static org.rolemesh.beats.FakeGateway.REGISTER;
import static org.rolemesh.beats.FakeGateway.paths;
import static org.rolemesh.beats.FakeGateway.takes;
import static org.rolemesh.beats.FakeGateway.told;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rolemesh.nodes.Offer;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;

/** How often a node beats, and to whom. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BeatPaceTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void every_gateway_gets_every_beat() throws Exception {
        try (FaultBackend one = FaultBackend.start(takes());
                FaultBackend two = FaultBackend.start(takes());
                BeatingAgent agent = BeatingAgent.every(Duration.ofMillis(250), one.baseUrl(), two.baseUrl())) {
            agent.beat();

            one.awaitRequests(4, SOON);
            two.awaitRequests(4, SOON);
            assertThat(paths(one)).startsWith(REGISTER, HEARTBEAT, HEARTBEAT, HEARTBEAT);
            assertThat(paths(two)).startsWith(REGISTER, HEARTBEAT, HEARTBEAT, HEARTBEAT);
        }
    }

    @Test
    void changes_while_a_beat_is_under_way_make_one_more_with_the_last_of_them() throws Exception {
        Semaphore permits = new Semaphore(0);
        try (FaultBackend gateway = FaultBackend.start(Answers.held(permits, takes()));
                BeatingAgent agent = BeatingAgent.silent(gateway.baseUrl())) {
            CompletableFuture<Void> first = agent.beats().tellAll();
            gateway.awaitOpen(1, SOON);
            List<CompletableFuture<Void>> others = IntStream.rangeClosed(1, 500)
                    .mapToObj(n -> {
                        agent.offers(Offer.named("role-" + n));
                        return agent.beats().tellAll();
                    })
                    .toList();
            assertThat(first).isNotDone();

            permits.release(100);
            for (CompletableFuture<Void> other : others) {
                other.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
            }

            assertThat(paths(gateway)).containsExactly(REGISTER, HEARTBEAT);
            assertThat(told(gateway).at("/roles/0/role").asText()).isEqualTo("role-500");
            agent.beat();
            agent.beat();
            assertThat(paths(gateway)).hasSize(4);
        }
    }

    @Test
    void beats_to_a_gateway_are_at_least_200_ms_apart() throws Exception {
        try (FaultBackend gateway = FaultBackend.start(takes());
                BeatingAgent agent = BeatingAgent.silent(gateway.baseUrl())) {
            long begun = System.nanoTime();
            for (int n = 0; n < 5; n++) {
                agent.beat();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(800));
        }
    }

    @Test
    void a_gateway_that_hangs_gets_no_second_beat_and_delays_no_other() throws Exception {
        try (FaultBackend hanging = FaultBackend.start(Faults.silentBeforeHeaders());
                FaultBackend other = FaultBackend.start(takes());
                BeatingAgent agent = BeatingAgent.every(Duration.ofMillis(5), hanging.baseUrl(), other.baseUrl())) {
            agent.beats().tellAll();
            hanging.awaitOpen(1, SOON);
            other.awaitDone(4, SOON);
            agent.beats().tellAll();
            other.awaitDone(6, SOON);

            assertThat(hanging.counts().requests()).isEqualTo(1);
            assertThat(hanging.counts().open()).isEqualTo(1);
        }
    }

    @Test
    void a_gateway_that_hangs_does_not_keep_the_agent_from_stopping() throws Exception {
        try (FaultBackend hanging = FaultBackend.start(Faults.silentBeforeHeaders());
                FaultBackend other = FaultBackend.start(takes());
                BeatingAgent agent = BeatingAgent.silent(hanging.baseUrl(), other.baseUrl())) {
            agent.beats().tellAll();
            hanging.awaitOpen(1, SOON);
            other.awaitDone(1, SOON);
            long begun = System.nanoTime();

            agent.leave();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            assertThat(told(other).at("/roles/0/detail").asText()).isEqualTo("the agent is stopping");
        }
    }

    @Test
    void ids_stay_unique_however_many_gateways_there_are() throws Exception {
        try (FaultBackend gateway = FaultBackend.start(takes());
                BeatingAgent agent = BeatingAgent.silent(gateway.baseUrl(), gateway.baseUrl())) {
            List<String> ids = new ArrayList<>();
            for (RouteDefinition route : agent.context().getRouteDefinitions()) {
                ids.add(route.getId());
                steps(route).stream().map(OptionalIdentifiedDefinition::getId).forEach(ids::add);
            }

            assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(30).allMatch(id -> id.matches("beat-.*[12]"));
        }
    }

    @Test
    void N4_agents_that_start_together_drift_apart_and_none_beats_later_than_the_config_says() {
        Random random = new Random();
        List<Long> periods = random.ints(1_000)
                .mapToObj(any -> new BeatTimes(Duration.ofSeconds(10), random).periodMillis())
                .toList();

        assertThat(periods).allMatch(period -> period >= 9_000 && period <= 10_000);
        assertThat(periods.stream().distinct().count()).isGreaterThan(500);
        BeatTimes times = new BeatTimes(Duration.ofSeconds(10), random);
        List<Long> first =
                random.ints(1_000).mapToObj(any -> times.firstDelayMillis()).toList();
        assertThat(first).allMatch(delay -> delay >= 0 && delay <= 10_000);
        for (int second = 0; second < 9; second++) {
            long from = second * 1_000L;
            assertThat(first.stream().filter(delay -> delay >= from && delay < from + 1_000))
                    .as("in each second some")
                    .hasSizeBetween(50, 200);
        }
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<ProcessorDefinition<?>> steps(RouteDefinition route) {
        return (List) List.copyOf(
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class));
    }
}
