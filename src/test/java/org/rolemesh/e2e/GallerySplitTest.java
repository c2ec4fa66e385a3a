package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
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
import org.rolemesh.testing.RawHttp.Answer;

/** The examples that choose among roles: who is asked, and how often. */
class GallerySplitTest {
    @RegisterExtension
    final Invariants invariants = new Invariants();

    private FaultBackend planner;
    private FaultBackend writer;

    @BeforeEach
    void start_backends() {
        planner = invariants.backend();
        writer = invariants.backend();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_chain_asks_the_next_role_where_one_cannot_answer(boolean stream) throws Exception {
        FaultBackend small = invariants.backend();
        GatewayUnderTest gateway = gateway("fallback-chain", role("small", small));

        assertThat(alias(ask(gateway, "planner", stream))).isEqualTo("planner");
        planner.behave(Answers.json(500, "{\"error\":{\"message\":\"broken\"}}"));
        assertThat(alias(ask(gateway, "planner", stream))).isEqualTo("writer");
        writer.stop();
        assertThat(alias(ask(gateway, "planner", stream))).isEqualTo("small");
        assertThat(alias(ask(gateway, "small", stream))).isEqualTo("small");
    }

    @Test
    void a_chain_leaves_a_refusal_as_it_is() throws Exception {
        FaultBackend small = invariants.backend();
        GatewayUnderTest gateway = gateway("fallback-chain", role("small", small));
        planner.behave(Answers.json(422, "{\"error\":{\"message\":\"no such tool\"}}"));

        Answer answer = ask(gateway, "planner", false);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("no such tool");
        assertThat(posts(writer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_canary_gets_one_request_of_ten(boolean stream) throws Exception {
        GatewayUnderTest gateway = gateway("canary");

        for (int i = 0; i < 100; i++) {
            assertThat(ask(gateway, "planner", stream).status()).isEqualTo(200);
        }

        assertThat(posts(planner)).hasSize(90);
        assertThat(posts(writer)).hasSize(10);
        assertThat(alias(ask(gateway, "writer", stream))).isEqualTo("writer");
    }

    @Test
    void a_canary_that_is_down_costs_no_request() throws Exception {
        GatewayUnderTest gateway = gateway("canary");
        writer.stop();

        for (int i = 0; i < 20; i++) {
            assertThat(alias(ask(gateway, "planner", i % 2 == 0))).isEqualTo("planner");
        }
    }

    @Test
    void by_day_a_role_answers_itself(@TempDir Path own) throws Exception {
        int hour = LocalTime.now(ZoneId.systemDefault()).getHour();
        // A test that begins at the very end of an hour ends in the next.
        String now = hour == 23 ? "0..23" : hour + ".." + (hour + 1);
        Path day = Gallery.edited("time-of-day", own, text -> text.replace("'8..17'", "'" + now + "'"));
        GatewayUnderTest gateway = gateway(day);

        assertThat(alias(ask(gateway, "planner", false))).isEqualTo("planner");
    }

    @Test
    void at_night_another_role_answers(@TempDir Path own) throws Exception {
        int later = (LocalTime.now(ZoneId.systemDefault()).getHour() + 12) % 24;
        Path night =
                Gallery.edited("time-of-day", own, text -> text.replace("'8..17'", "'" + later + ".." + later + "'"));
        GatewayUnderTest gateway = gateway(night);

        assertThat(alias(ask(gateway, "planner", true))).isEqualTo("writer");
        assertThat(alias(ask(gateway, "writer", true))).isEqualTo("writer");
    }

    private GatewayUnderTest gateway(String example, String... moreLines) {
        return invariants.gateway(Gallery.config(planner, writer, moreLines), Gallery.folder(example));
    }

    private GatewayUnderTest gateway(Path routes) {
        return invariants.gateway(Gallery.config(planner, writer), routes);
    }

    private static String role(String name, FaultBackend backend) {
        return Gallery.role(name, backend.baseUrl());
    }

    private static Answer ask(GatewayUnderTest gateway, String model, boolean stream) throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            Answer answer = client.post(Chats.PATH, Chats.of(model, stream)).readAnswer(SOON);
            if (answer.status() == 200) {
                assertThat(answer.body()).contains(stream ? "[DONE]" : "chat.completion");
            }
            return answer;
        }
    }

    private static String alias(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.head().first("X-RoleMesh-Alias").orElseThrow();
    }
}
