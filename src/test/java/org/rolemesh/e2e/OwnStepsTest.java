package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rolemesh.e2e.Invariants.SOON;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;

/** On which threads an owner's steps run, those of an {@code onCompletion} among them. */
class OwnStepsTest {
    @RegisterExtension
    final Invariants invariants = new Invariants();

    @TempDir
    private Path routes;

    private FaultBackend backend;

    @BeforeEach
    void start() {
        backend = invariants.backend();
    }

    @Test
    void what_blocks_after_an_answer_holds_up_nobody() throws Exception {
        Semaphore go = new Semaphore(0);
        FaultBackend slow = invariants.backend().on("/audit", Answers.held(go, Answers.json(200, "{}")));
        GatewayUnderTest gateway = gateway("to: { uri: \"%s/audit\" }".formatted(slow.baseUrl()), "");
        int requests = 2 * Runtime.getRuntime().availableProcessors() + 1;

        for (int i = 0; i < requests; i++) {
            try (RawHttp client = RawHttp.connect(gateway.url())) {
                client.post(Chats.PATH, Chats.of("planner", i % 2 == 0));
                assertThat(client.readAnswer(Duration.ofSeconds(2)).status()).isEqualTo(200);
            }
        }

        slow.awaitOpen(requests, SOON);
        go.release(requests);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wireTap: { uri: \"seda:x?waitForTaskToComplete=Never\" }",
                "throttle: { constant: { expression: \"9\" }, rejectExecution: \"true\" }",
            })
    void steps_that_only_hand_on_need_no_thread(String step) throws Exception {
        chat(gateway("log: { message: \"own-steps over in ${threadName}\" }", step));

        assertThat(invariants.log().lines())
                .anyMatch(line -> line.startsWith("own-steps over in vert.x-eventloop"))
                .anyMatch(line -> line.startsWith("own-steps step in vert.x-eventloop"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wireTap: { uri: \"seda:x?waitForTaskToComplete=Never&blockWhenFull=true\" }",
                "throttle: { constant: { expression: \"9\" } }",
                "toD: { uri: \"upstream:${variable.alias}?synchronous=true\" }",
            })
    void steps_that_may_wait_have_threads_of_their_own(String step) throws Exception {
        chat(gateway("log: { message: \"own-steps over in ${threadName}\" }", step));

        assertThat(invariants.log().lines())
                .anyMatch(line -> line.startsWith("own-steps step in "))
                .noneMatch(line -> line.matches("own-steps .* in vert.x-eventloop.*"));
    }

    private void chat(GatewayUnderTest gateway) throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            assertThat(client.post(Chats.PATH, Chats.whole("planner"))
                            .readAnswer(SOON)
                            .status())
                    .isEqualTo(200);
        }
        await().atMost(SOON)
                .until(() -> invariants.log().lines().stream().anyMatch(line -> line.startsWith("own-steps over")));
    }

    private GatewayUnderTest gateway(String afterwards, String step) throws Exception {
        Files.writeString(
                routes.resolve("own.camel.yaml"), """
                - routeConfiguration:
                    id: own-end
                    onCompletion:
                      - onCompletion:
                          steps:
                            - %s
                - route:
                    id: own
                    routeConfigurationId: own-end
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:route-by-alias
                      steps:
                        - log: { message: "own-steps step in ${threadName}" }
                        %s
                        - choice:
                            when:
                              - simple: { expression: "${body} is 'org.rolemesh.openai.ModelRequest'" }
                                steps: [ { to: { uri: "upstream:planner" } } ]
                - route:
                    id: own-queue
                    from: { uri: "seda:x?pollTimeout=20", steps: [ { stop: {} } ] }
                """.formatted(afterwards, step.isEmpty() ? "" : "- " + step));
        return invariants.gateway("""
                probe: {interval_s: 60}
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl()), routes);
    }
}
