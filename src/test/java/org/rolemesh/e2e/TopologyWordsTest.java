package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.Streams;

/** The variables that a topology is told of a request, and of its answer. */
class TopologyWordsTest {
    private static final String KEYS = """
            auth:
              client_api_keys:
                - {name: ci, key: test-key-ci}
                - {name: laptop, key: test-key-laptop}
              node_api_keys: [test-key-node]
            topology: {request_headers: [X-Project, X-Tier]}
            """;

    @RegisterExtension
    final Invariants world = new Invariants();

    @TempDir
    private Path routes;

    @Test
    void a_topology_knows_who_asks_for_what_and_how_much() throws Exception {
        GatewayUnderTest gateway = sayingOfRequests("${variable.alias} ${variable.api} ${variable.stream}"
                + " ${variable.keyName} ${variable.promptBytes} ${variable.promptTokens} ${variable.availability}");

        assertThat(said(gateway, "{\"model\":\"planner\",\"messages\":[\"01234567890123456789\"]}"))
                .isEqualTo("planner chat false ci 24 6 usable");
    }

    @Test
    void a_key_is_always_in_the_same_one_of_a_hundred_buckets() throws Exception {
        GatewayUnderTest gateway = sayingOfRequests("${variable.keyName}:${variable.keyBucket}");

        assertThat(said(gateway, Chats.whole("planner"))).isEqualTo("ci:" + bucket("ci"));
        assertThat(said(gateway, Chats.whole("planner"), "test-key-laptop")).isEqualTo("laptop:" + bucket("laptop"));
    }

    @Test
    void a_header_that_is_let_in_is_a_variable_and_no_other_is() throws Exception {
        // Not as a variable: that no other is let in is known before it is used.
        GatewayUnderTest gateway = sayingOfRequests("${variable.header_x_project}|${variable.header_x_tier}|"
                + "${exchange.getVariable('header_x_other')}");

        assertThat(said(gateway, Chats.whole("planner"), "test-key-ci", "X-Project: apollo", "X-Other: b"))
                .isEqualTo("apollo||");
        assertThat(said(gateway, Chats.whole("planner"), "test-key-ci", "X-Project: a?b=${body}", "X-Tier: 1"))
                .isEqualTo("|1|");
    }

    @Test
    void the_request_id_is_the_clients_own() throws Exception {
        GatewayUnderTest gateway = sayingOfRequests("${variable.requestId}");

        assertThat(said(gateway, Chats.whole("planner"), "test-key-ci", "X-Request-Id: mine-1"))
                .isEqualTo("mine-1");
    }

    @Test
    void the_labels_are_those_of_the_nodes_that_can_answer() throws Exception {
        FaultBackend box = world.backend();
        GatewayUnderTest gateway = sayingOfRequests("of ${variable.labels}");
        register(gateway, "box-a", box, "\"fast\",\"site=attic\"");
        register(gateway, "box-b", box, "\"fast\",\"big\"");

        assertThat(said(gateway, Chats.whole("coder"))).isEqualTo("of [big, fast, site=attic]");
    }

    @Test
    void after_an_answer_a_topology_knows_who_gave_it_and_what_it_took() throws Exception {
        FaultBackend planner = world.backend(Answers.json(
                200, "{\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}}"));
        Topology.write(routes, """
                - to: { uri: "upstream:planner" }
                - setBody:
                    simple:
                      expression: "${variable.answered} ${variable.upstream} ${variable.attempts} \
                ${variable.inputTokens} ${variable.outputTokens}"
                """);

        assertThat(said(gateway(planner), Chats.whole("planner"))).isEqualTo("true planner 1 11 7");
    }

    @Test
    void after_a_stream_too() throws Exception {
        FaultBackend planner = world.backend(Streams.stream(3, Duration.ofMillis(1)));
        FaultBackend audit = world.backend();
        audit.on("/audit", Answers.json(200, "{}"));
        Topology.write(routes, """
                - to: { uri: "upstream:planner" }
                - setBody:
                    simple: { expression: "${variable.answered} ${variable.upstream} ${variable.attempts}" }
                - wireTap: { uri: "%s/audit" }
                """.formatted(audit.baseUrl()));

        GatewayUnderTest gateway = gateway(planner);
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            http.post(Chats.PATH, Chats.stream("planner"), "Authorization: Bearer test-key-ci")
                    .readAnswer(SOON);
        }

        audit.awaitDone(1, SOON);
        assertThat(audit.requests())
                .filteredOn(request -> request.target().equals("/audit"))
                .singleElement()
                .satisfies(request -> assertThat(request.bodyText()).isEqualTo("true planner 1"));
    }

    private GatewayUnderTest sayingOfRequests(String words) throws Exception {
        Topology.write(routes, """
                - setBody:
                    simple: { expression: "%s" }
                """.formatted(words));
        return gateway(world.backend());
    }

    private GatewayUnderTest gateway(FaultBackend planner) {
        return world.gateway(KEYS + """
                default_model: planner
                models: {planner: {type: proxy, proxy_url: "%s"}}
                """.formatted(planner.baseUrl()), routes);
    }

    private static String bucket(String keyName) {
        CRC32 checksum = new CRC32();
        checksum.update(keyName.getBytes(StandardCharsets.US_ASCII));
        return Long.toString(checksum.getValue() % 100);
    }

    private static void register(GatewayUnderTest gateway, String id, FaultBackend box, String labels)
            throws Exception {
        String registration = "{\"node_id\":\"%s\",\"base_url\":\"%s\",\"roles\":[\"coder\"],\"labels\":[%s]}"
                .formatted(id, box.baseUrl(), labels);
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            assertThat(http.post("/v1/nodes/register", registration, "Authorization: Bearer test-key-node")
                            .readAnswer(SOON)
                            .status())
                    .isEqualTo(200);
        }
    }

    private static String said(GatewayUnderTest gateway, String chat) throws Exception {
        return said(gateway, chat, "test-key-ci");
    }

    private static String said(GatewayUnderTest gateway, String chat, String key, String... headers) throws Exception {
        String[] lines = new String[headers.length + 1];
        System.arraycopy(headers, 0, lines, 0, headers.length);
        lines[headers.length] = "Authorization: Bearer " + key;
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            Answer answer = http.post(Chats.PATH, chat, lines).readAnswer(SOON);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}
