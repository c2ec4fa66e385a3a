package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;
import org.rolemesh.testing.Figures;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.LlamaServer;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RequiresLlamaServer;

/** Four real llama-servers and twenty conversations: how many tokens of their prompts are worked through again. */
@RequiresLlamaServer
@Isolated
@Tag("load")
class PrefixAffinityLlamaTest {
    private static final int SERVERS = 4;
    private static final int SLOTS = 10;
    private static final int CONVERSATIONS = 20;
    private static final int TURNS = 5;
    private static final long SEED = 20_240_607;
    private static final double MAX_RATIO = 0.6;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, Object> SHORT = Map.of("max_tokens", 12, "temperature", 0, "cache_prompt", true);
    private static final List<String> WORDS = List.of(
            "oak", "plane", "glue", "joint", "drawer", "saw", "table", "light", "river", "stone", "early", "slow");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<LlamaServer> servers = new ArrayList<>();
    private GatewayUnderTest gateway;

    @AfterEach
    void leave_nothing_running() {
        if (gateway != null) {
            gateway.close();
        }
        servers.forEach(LlamaServer::close);
    }

    @Test
    void prefix_affinity_saves_four_tenths_of_the_prompt_tokens_of_round_robin(TestReporter reporter)
            throws IOException {
        startServersAndGateway();

        long inTurn = promptTokens("in-turn", "Monday");
        long affine = promptTokens("affine", "Friday");

        Figures.show(
                reporter,
                "prompt tokens of %d conversations of %d turns at %d servers".formatted(CONVERSATIONS, TURNS, SERVERS),
                "round_robin %d, prefix_affinity %d, ratio %.2f".formatted(inTurn, affine, (double) affine / inTurn));
        assertThat((double) affine).isLessThanOrEqualTo(MAX_RATIO * inTurn);
    }

    private void startServersAndGateway() {
        for (int n = 0; n < SERVERS; n++) {
            servers.add(LlamaServer.start("planner", "tiny-planner.gguf", SLOTS, "--threads", "1"));
        }
        String urls = servers.stream()
                .map(server -> "\"" + server.baseUrl() + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
        gateway = GatewayUnderTest.start("""
                default_model: affine
                models:
                  affine: {type: proxy, strategy: prefix_affinity, proxy_urls: %1$s, defaults: {model: planner}}
                  in-turn: {type: proxy, strategy: round_robin, proxy_urls: %1$s, defaults: {model: planner}}
                """.formatted(urls));
        gateway.awaitListed("affine", true);
        gateway.awaitListed("in-turn", true);
    }

    /** Holds all conversations, in an order that does not line up with any rotation. */
    private long promptTokens(String alias, String day) throws IOException {
        Random random = new Random(SEED);
        List<Conversation> talks = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int n = 0; n < CONVERSATIONS; n++) {
            talks.add(Conversation.begin("You plan.", firstMessage(day + " " + n, random)));
            order.addAll(Collections.nCopies(TURNS, n));
        }
        Collections.shuffle(order, random);
        long tokens = 0;
        try (RawHttp client = RawHttp.connect(gateway.url())) {
            for (int n : order) {
                JsonNode answer = ask(client, talks.get(n).body(alias, SHORT));
                tokens += answer.path("timings").path("prompt_n").asLong();
                String said = answer.path("choices")
                        .get(0)
                        .path("message")
                        .path("content")
                        .asText();
                talks.set(n, talks.get(n).then(said, "And after that?"));
            }
        }
        return tokens;
    }

    /** Long enough that it is most of the prompt, as the first message with its documents is. */
    private static String firstMessage(String day, Random random) {
        return IntStream.range(0, 40)
                .mapToObj(n -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(" ", day + ": ", "."));
    }

    private static JsonNode ask(RawHttp client, String body) throws IOException {
        RawHttp.Answer answer = client.post(Chats.PATH, body).readAnswer(SOON);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.path("timings").path("prompt_n").asInt()).isPositive();
        return json;
    }
}
