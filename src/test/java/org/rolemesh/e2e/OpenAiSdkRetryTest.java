package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.Sleeper;
import com.openai.models.chat.completions.ChatCompletion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;

/** A failure that passes is one that the caller of OpenAI's client never hears of: it waits as it is told and asks again. */
class OpenAiSdkRetryTest {
    private final FaultBackend backend = FaultBackend.start();
    private final GatewayUnderTest gateway = GatewayUnderTest.withRoles(backend.baseUrl(), backend.baseUrl());
    private final Waits waits = new Waits();
    private final OpenAIClient client = OpenAiClients.builder(gateway.url(), "test-client-key")
            .maxRetries(2)
            .sleeper(waits)
            .build();

    @AfterEach
    void leave_nothing_open() {
        client.close();
        gateway.close();
        backend.close();
    }

    @Test
    void a_backend_that_is_busy_for_a_moment_is_asked_again_when_it_said() {
        backend.behave(Answers.inTurn(Faults.tooMany429(), Answers.chat()));

        ChatCompletion answer = client.chat().completions().create(OpenAiClients.chat("planner"));

        assertThat(answer.choices().get(0).message().content()).contains("Hello from planner");
        assertThat(waits.told).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void a_role_that_is_away_for_a_moment_is_found_again() {
        backend.stop();
        gateway.awaitListed("planner", false);
        waits.meanwhile = () -> {
            backend.restart();
            gateway.awaitListed("planner", true);
        };

        ChatCompletion answer = client.chat().completions().create(OpenAiClients.chat("planner"));

        assertThat(answer.choices().get(0).message().content()).contains("Hello from planner");
        assertThat(waits.told).containsExactly(Duration.ofSeconds(2));
    }

    /** Does not wait, but notes for how long it should have, and lets something happen in that time. */
    private static final class Waits implements Sleeper {
        private final List<Duration> told = new ArrayList<>();
        private Runnable meanwhile = () -> {};

        @Override
        public void sleep(Duration duration) {
            told.add(duration);
            meanwhile.run();
        }

        @Override
        public CompletableFuture<Void> sleepAsync(Duration duration) {
            throw new UnsupportedOperationException("this client is not asynchronous");
        }

        @Override
        public void close() {}
    }
}
