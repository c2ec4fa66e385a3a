package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.NeverAccepts;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;

/** A backend that has not taken the request: the next candidate is asked, once, or the client told when to come back. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverTest {
    private static final Duration CONNECT_LIMIT = Duration.ofMillis(2_500);

    @RegisterExtension
    final Invariants world = new Invariants();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U1_a_closed_port_is_a_502_at_once_and_then_a_role_that_is_down(boolean stream) throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend);
        backend.stop();

        Answer answer = ask(gateway, stream).readAnswer(CONNECT_LIMIT);

        assertError(answer, 502, "upstream_connect_failed");
        assertError(ask(gateway, stream).readAnswer(SOON), 503, "role_unavailable");
    }

    @Test
    void U2_L7_a_port_that_accepts_nobody_is_a_502_within_the_time_to_connect() throws Exception {
        FaultBackend backend = world.backend();
        GatewayUnderTest gateway = world.gateway(backend);
        backend.stop();
        try (NeverAccepts silent = NeverAccepts.start(backend.port())) {
            RawHttp stream = ask(gateway, true);
            RawHttp whole = ask(gateway, false);

            assertError(stream.readAnswer(CONNECT_LIMIT), 502, "upstream_connect_failed");
            assertError(whole.readAnswer(CONNECT_LIMIT), 502, "upstream_connect_failed");
            assertThat(silent.port()).isEqualTo(backend.port());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U1_a_closed_port_hands_the_request_to_the_next_candidate_once(boolean stream) throws Exception {
        FaultBackend first = world.backend();
        FaultBackend second = world.backend();
        GatewayUnderTest gateway = twoBackends(first, second);
        first.stop();

        Answer answer = ask(gateway, stream).readAnswer(SOON);

        assertAnsweredBySecond(answer, stream);
        assertThat(posts(second)).hasSize(1);
        assertThat(posts(first)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U2_a_port_that_accepts_nobody_hands_the_request_to_the_next_candidate_once(boolean stream) throws Exception {
        FaultBackend first = world.backend();
        FaultBackend second = world.backend();
        GatewayUnderTest gateway = twoBackends(first, second);
        first.stop();
        try (NeverAccepts silent = NeverAccepts.start(first.port())) {
            assertAnsweredBySecond(ask(gateway, stream).readAnswer(SOON), stream);
            assertThat(silent.port()).isEqualTo(first.port());
        }
        assertThat(posts(second)).hasSize(1);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("loading", Faults.loading503(), true),
                Arguments.of("loading", Faults.loading503(), false),
                Arguments.of("too many", Faults.tooMany429(), true),
                Arguments.of("too many", Faults.tooMany429(), false));
    }

    @ParameterizedTest(name = "{0}, streamed: {2}")
    @MethodSource("refusals")
    void U14_a_backend_that_has_no_time_hands_the_request_to_the_next_candidate(
            String what, Behaviour refusal, boolean stream) throws Exception {
        FaultBackend first = world.backend(refusal);
        FaultBackend second = world.backend();
        GatewayUnderTest gateway = twoBackends(first, second);

        Answer answer = ask(gateway, stream).readAnswer(SOON);

        assertAnsweredBySecond(answer, stream);
        assertThat(posts(first)).as(what).hasSize(1);
        assertThat(posts(second)).as(what).hasSize(1);
        assertThat(posts(second).get(0).bodyText())
                .isEqualTo(posts(first).get(0).bodyText());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U3_a_request_that_may_have_run_is_not_given_to_another(boolean stream) throws Exception {
        FaultBackend first = world.backend(Faults.resetBeforeHeaders());
        FaultBackend second = world.backend();
        GatewayUnderTest gateway = twoBackends(first, second);

        assertError(ask(gateway, stream).readAnswer(SOON), 502, "upstream_closed");
        assertThat(posts(first)).hasSize(1);
        assertThat(posts(second)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U14_the_only_backend_has_no_time_so_the_client_is_told_when_to_come_back(boolean stream) throws Exception {
        FaultBackend backend = world.backend(Answers.inTurn(Faults.tooMany429(), Answers.chat()));
        GatewayUnderTest gateway = world.gateway(backend);

        Answer answer = ask(gateway, stream).readAnswer(SOON);

        assertError(answer, 503, "role_unavailable");
        assertThat(answer.head().all("Retry-After")).containsExactly("1");
        assertThat(ask(gateway, stream).readAnswer(SOON).status()).isEqualTo(200);
    }

    @Test
    void U14_a_backend_that_often_has_no_time_is_asked_all_the_same() throws Exception {
        FaultBackend backend = world.backend(Faults.tooMany429());
        GatewayUnderTest gateway = world.gateway(backend);
        for (int n = 0; n < 20; n++) {
            assertError(ask(gateway, false).readAnswer(SOON), 503, "role_unavailable");
        }
        gateway.awaitListed("planner", true);
        backend.behave(Answers.chat());

        assertThat(ask(gateway, false).readAnswer(SOON).status()).isEqualTo(200);
        assertThat(posts(backend)).hasSize(21);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void U14_the_only_backend_turns_out_to_be_loading_so_the_request_waits_for_it(boolean stream) throws Exception {
        FaultBackend backend = world.backend(Answers.inTurn(Faults.loading503(), Answers.chat()));
        GatewayUnderTest gateway = world.gateway("""
                probe: {interval_s: 0.2}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl()));

        assertThat(ask(gateway, stream).readAnswer(SOON).status()).isEqualTo(200);
        assertThat(posts(backend)).hasSize(2);
    }

    private GatewayUnderTest twoBackends(FaultBackend first, FaultBackend second) {
        return world.gateway("""
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, proxy_urls: ["%s", "%s"]}
                """.formatted(first.baseUrl(), second.baseUrl()));
    }

    private RawHttp ask(GatewayUnderTest gateway, boolean stream) throws Exception {
        return world.connect(gateway).post(Chats.PATH, Chats.of("planner", stream));
    }

    private static void assertAnsweredBySecond(Answer answer, boolean stream) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).endsWith(stream ? "data: [DONE]\n\n" : "}}");
        assertThat(answer.head().all("X-RoleMesh-Upstream")).containsExactly("planner#2");
        assertThat(answer.head().all("X-RoleMesh-Attempts")).containsExactly("2");
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}
