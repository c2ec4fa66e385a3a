package org.rolemesh.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;
import static org.rolemesh.e2e.Invariants.posts;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp.Answer;

/** Names by which a client might steer the gateway, its Camel components or another proxy: none has any effect. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SteeringTest {
    private static final List<String> NAMES = List.of(
            "CamelHttpUri",
            "CamelHttpPath",
            "CamelHttpMethod",
            "CamelHttpResponseCode",
            "CamelExecCommandExecutable",
            "CamelBeanMethodName",
            "CamelToDynamicEndpoint",
            "api_base",
            "base_url",
            "x-portkey-custom-host",
            "X-Forwarded-Host");

    @RegisterExtension
    final Invariants world = new Invariants();

    @Test
    void B12_headers_and_query_parameters_change_nothing_and_come_back_nowhere() throws Exception {
        FaultBackend backend = world.backend();
        FaultBackend trap = world.backend();
        GatewayUnderTest gateway = world.gateway(backend);
        Answer plain = world.connect(gateway)
                .post(Chats.PATH, Chats.whole("planner"), "X-Request-Id: same")
                .readAnswer(SOON);

        for (String value : List.of(trap.baseUrl() + "/x", "{{env:PATH}}", "${bean:x}")) {
            List<String> headers = new ArrayList<>(List.of("X-Request-Id: same"));
            for (String name : NAMES) {
                headers.add(name + ": " + value);
                headers.add(name.toLowerCase(Locale.ROOT) + ": " + value);
                headers.add(name.toUpperCase(Locale.ROOT) + ": " + value);
            }
            String encoded = URLEncoder.encode(value, UTF_8);
            String query = NAMES.stream()
                    .flatMap(name -> Stream.of(name, name.toLowerCase(Locale.ROOT)))
                    .map(name -> name + "=" + encoded)
                    .collect(Collectors.joining("&", "?alias=x&", ""));
            Answer answer = world.connect(gateway)
                    .post(Chats.PATH + query, Chats.whole("planner"), headers.toArray(String[]::new))
                    .readAnswer(SOON);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(names(answer)).isEqualTo(names(plain));
            assertThat(answer.head().toString() + answer.body()).doesNotContain(value);
        }
        assertThat(posts(backend)).hasSize(4).allSatisfy(request -> {
            assertThat(request.headText()).isEqualTo(posts(backend).get(0).headText());
            assertThat(request.bodyText()).isEqualTo(Chats.whole("planner"));
        });
        assertThat(trap.counts().accepted()).isZero();
    }

    @Test
    void B12_fields_of_a_body_are_the_backends_business_and_steer_nothing() throws Exception {
        FaultBackend backend = world.backend();
        FaultBackend trap = world.backend();
        GatewayUnderTest gateway = world.gateway(backend);
        StringBuilder fields = new StringBuilder();
        for (String name : NAMES) {
            fields.append(",\"" + name + "\":\"" + trap.baseUrl() + "\"");
            fields.append(",\"" + name.toUpperCase(Locale.ROOT) + "\":\"{{env:PATH}}\"");
        }
        String body = Chats.whole("planner").replace("}]}", "}]" + fields + ",\"x\":\"{{env:PATH}} ${bean:x}\"}");

        Answer answer = world.connect(gateway).post(Chats.PATH, body).readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(posts(backend)).hasSize(1);
        assertThat(posts(backend).get(0).bodyText()).isEqualTo(body);
        assertThat(trap.counts().accepted()).isZero();
    }

    @Test
    void B12_an_error_gives_none_of_the_requests_headers_back() throws Exception {
        GatewayUnderTest gateway = world.gateway(world.backend());

        Answer answer = world.connect(gateway)
                .post("/v1/chat/completions?echo=me", "{", "X-Api-Key: test-client-key", "X-Echo: me")
                .readAnswer(SOON);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(names(answer))
                .allMatch(name -> List.of("content-type", "content-length", "x-request-id", "connection")
                        .contains(name));
        assertThat(answer.body()).doesNotContain("test-client-key", "Exception", "org.rolemesh");
    }

    private static List<String> names(Answer answer) {
        return answer.head().headers().stream()
                .map(header -> header.getKey().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }
}
