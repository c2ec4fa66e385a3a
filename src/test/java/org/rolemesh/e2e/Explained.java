package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;

/** What a gateway says of how it would choose for an alias now. */
record Explained(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Asked without a chat request. */
    static Explained of(GatewayUnderTest gateway, String alias) {
        return of(gateway, alias, "");
    }

    /** Asked for this chat request. */
    static Explained of(GatewayUnderTest gateway, String alias, String chat) {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            RawHttp.Answer answer =
                    http.post("/v1/roles/" + alias + "/explain", chat).readAnswer(SOON);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return new Explained(JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new AssertionError("no explanation", e);
        }
    }

    /** Waits until so many requests wait in the alias's queue. */
    static void awaitWaiting(GatewayUnderTest gateway, String alias, int requests) {
        Awaitility.await("requests in the queue")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> of(gateway, alias).waiting(), waiting -> waiting == requests);
    }

    String chosen() {
        return json.path("chosen").asText();
    }

    String outcome() {
        return json.path("outcome").asText();
    }

    String availability() {
        return json.path("availability").asText();
    }

    int waiting() {
        return json.path("queue").path("waiting").asInt(-1);
    }

    List<JsonNode> candidates() {
        return StreamSupport.stream(json.path("candidates").spliterator(), false)
                .toList();
    }

    JsonNode candidate(String upstream) {
        return candidates().stream()
                .filter(each -> each.path("upstream").asText().equals(upstream))
                .findFirst()
                .orElseThrow(() -> new AssertionError(upstream + " is not among " + json));
    }

    /** Names, in the order given. */
    List<String> accepted() {
        return named(true);
    }

    List<String> rejected() {
        return named(false);
    }

    private List<String> named(boolean accepted) {
        return candidates().stream()
                .filter(each -> each.path("accepted").asBoolean() == accepted)
                .map(each -> each.path("upstream").asText())
                .toList();
    }
}
