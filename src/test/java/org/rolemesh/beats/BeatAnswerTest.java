package org.rolemesh.beats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.beats.BeatingAgent.link;
import static org.rolemesh.beats.FakeGateway.HEARTBEAT;
import static org.rolemesh.beats.FakeGateway.REGISTER;
import static org.rolemesh.beats.FakeGateway.paths;
import static org.rolemesh.beats.FakeGateway.refuses;
import static org.rolemesh.beats.FakeGateway.takes;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rolemesh.openai.ApiError;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;

/** What becomes of answers to beats. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BeatAnswerTest {
    static Stream<ApiError> refusals() {
        return Stream.of(
                ApiErrors.unauthorized(),
                ApiErrors.forbidden("this key is for the node other only"),
                ApiErrors.nodeIdConflict("box", "http://10.0.0.9:8091"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_refusal_is_logged_once_with_its_remedy_and_tried_again_until_it_is_mended(ApiError refusal)
            throws Exception {
        try (FaultBackend gateway = FaultBackend.start(refuses(refusal));
                Logged logged = Logged.about(gateway.baseUrl());
                BeatingAgent agent = BeatingAgent.silent(gateway.baseUrl())) {
            agent.beat();
            agent.beat();
            agent.beat();
            assertThat(gateway.counts().requests()).isEqualTo(3);
            assertThat(logged.lines()).singleElement().asString().contains("reason=\"", "remedy=\"");

            gateway.behave(takes());
            agent.beat();
            agent.beat();

            assertThat(paths(gateway)).endsWith(REGISTER, HEARTBEAT);
            assertThat(logged.lines()).hasSize(2).element(1).asString().startsWith("registered");
        }
    }

    @Test
    void a_gateway_that_is_away_is_logged_once_and_once_when_it_is_back() throws Exception {
        try (FaultBackend gateway = FaultBackend.start(takes());
                Logged logged = Logged.about(gateway.baseUrl());
                BeatingAgent agent = BeatingAgent.silent(gateway.baseUrl())) {
            agent.beat();
            gateway.stop();
            agent.beat();
            agent.beat();
            agent.beat();
            gateway.restart();
            agent.beat();
            agent.beat();

            assertThat(logged.lines())
                    .hasSize(3)
                    .satisfies(lines -> assertThat(lines.get(1))
                            .startsWith("gateway cannot be reached")
                            .contains("remedy"))
                    .satisfies(lines -> assertThat(lines.get(2)).startsWith("gateway is back"));
        }
    }

    @Test
    void a_heartbeat_that_is_too_rare_for_a_gateway_is_logged_with_figures() throws Exception {
        try (FaultBackend gateway = FaultBackend.start(takes());
                Logged logged = Logged.about(gateway.baseUrl());
                BeatingAgent agent = BeatingAgent.silent(Duration.ofSeconds(20), link(gateway.baseUrl(), null))) {
            agent.beat();
            agent.beat();

            assertThat(logged.lines())
                    .filteredOn(line -> line.startsWith("heartbeats are too far apart"))
                    .singleElement()
                    .asString()
                    .contains("heartbeat_s=20", "stale_after_s=30", "set heartbeat_s to 10");
        }
    }

    @Test
    void what_is_no_gateway_is_not_registered_with() throws Exception {
        try (FaultBackend page = FaultBackend.start(Faults.html200());
                Logged logged = Logged.about(page.baseUrl());
                BeatingAgent agent = BeatingAgent.silent(page.baseUrl())) {
            agent.beat();
            agent.beat();

            assertThat(paths(page)).containsExactly(REGISTER, REGISTER);
            assertThat(logged.lines()).singleElement().asString().contains("not as a gateway does");
        }
    }
}
