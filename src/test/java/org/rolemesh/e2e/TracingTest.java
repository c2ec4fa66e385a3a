package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.Invariants.SOON;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.Faults;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.ProxyProcess;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.Streams;

/** What a collector hears of requests. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TracingTest {
    private static final String PARENT_ID = "00f067aa0ba902b7";

    @RegisterExtension
    static final Invariants WORLD = new Invariants();

    private static final Queue<Span> SPANS = new ConcurrentLinkedQueue<>();
    private static HttpServer collector;
    private static FaultBackend busy;
    private static FaultBackend well;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void listen() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            request.getResourceSpansList().forEach(resource -> resource.getScopeSpansList()
                    .forEach(scope -> SPANS.addAll(scope.getSpansList())));
        });
        collector.start();
        busy = WORLD.backend(Faults.tooMany429());
        well = WORLD.backend(Streams.stream(3, Duration.ofMillis(1)));
        gateway = gateway(collector.getAddress().getPort(), well);
    }

    @AfterAll
    static void stop() {
        collector.stop(0);
    }

    @Test
    void a_streamed_chat_is_a_span_and_each_upstream_that_was_asked_is_one_below_it() throws Exception {
        String sent = traceparent("4bf92f3577b34da6a3ce929d0e0e4736", "01");

        Answer answer = ask(gateway, Chats.stream("planner"), "traceparent: " + sent, "X-Request-Id: traced-1");

        assertThat(answer.status()).isEqualTo(200);
        Span server = await(span -> attributes(span).containsValue("traced-1"));
        assertThat(server.getName()).isEqualTo("chat planner");
        assertThat(server.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(hex(server.getTraceId())).isEqualTo(sent.substring(3, 35));
        assertThat(hex(server.getParentSpanId())).isEqualTo(PARENT_ID);
        assertThat(attributes(server))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.request.model", "planner")
                .containsEntry("rolemesh.upstream", "planner#2")
                .containsEntry("rolemesh.attempts", "2")
                .containsEntry("http.response.status_code", "200");
        assertThat(server.getEventsList()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("gen_ai.first_chunk");
            assertThat(event.getTimeUnixNano()).isBetween(server.getStartTimeUnixNano(), server.getEndTimeUnixNano());
        });
        Span refused = await(below(server, "ask planner#1"));
        Span asked = await(below(server, "ask planner#2"));
        assertThat(asked.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(refused.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(traceparents(well))
                .contains("00-" + hex(server.getTraceId()) + "-" + hex(asked.getSpanId()) + "-01");
    }

    @Test
    void a_trace_begins_here_where_there_is_none_and_has_the_tokens() throws Exception {
        FaultBackend backend = WORLD.backend();
        GatewayUnderTest own = gateway(collector.getAddress().getPort(), backend);

        ask(own, Chats.whole("writer"), "X-Request-Id: traced-2");

        Span server = await(span -> attributes(span).containsValue("traced-2"));
        assertThat(server.getParentSpanId()).isEqualTo(ByteString.EMPTY);
        assertThat(attributes(server)).containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
        assertThat(backend.lastRequest().headers("traceparent")).singleElement().satisfies(sent -> assertThat(sent)
                .startsWith("00-" + hex(server.getTraceId())));
    }

    @Test
    void what_the_client_does_not_want_recorded_is_not_and_nor_is_what_asks_no_model() throws Exception {
        String sent = traceparent("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "00");

        ask(gateway, Chats.stream("writer"), "traceparent: " + sent);
        WORLD.connect(gateway).get("/v1/models", "X-Request-Id: traced-3").readAnswer(SOON);
        ask(gateway, Chats.whole("nobody"), "X-Request-Id: traced-4");

        Span last = await(span -> attributes(span).containsValue("traced-4"));
        assertThat(last.getName()).isEqualTo("chat");
        assertThat(attributes(last))
                .containsEntry("http.response.status_code", "404")
                .containsEntry("error.type", "model_not_found");
        assertThat(traceparents(well))
                .anySatisfy(handedOn ->
                        assertThat(handedOn).startsWith(sent.substring(0, 36)).endsWith("-00"));
        assertThat(SPANS)
                .noneMatch(span -> hex(span.getTraceId()).equals(sent.substring(3, 35)))
                .noneMatch(span -> attributes(span).containsValue("traced-3"));
    }

    @Test
    void a_gateway_goes_on_without_its_collector() throws Exception {
        GatewayUnderTest alone = gateway(ProxyProcess.freePort(), well);

        assertThat(ask(alone, Chats.stream("writer")).status()).isEqualTo(200);
    }

    /** With a role of two backends, of which the first takes nothing, and one of a backend that does. */
    private static GatewayUnderTest gateway(int collectorPort, FaultBackend second) {
        return WORLD.gateway(
                """
                default_model: planner
                models:
                  planner: {type: proxy, proxy_urls: ["%s", "%s"]}
                  writer: {type: proxy, proxy_url: "%s"}
                """.formatted(busy.baseUrl(), second.baseUrl(), second.baseUrl()),
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collectorPort));
    }

    private static Answer ask(GatewayUnderTest asked, String body, String... headers) throws Exception {
        return WORLD.connect(asked).post(Chats.PATH, body, headers).readAnswer(SOON);
    }

    /** Of the chats that a backend was sent. */
    private static List<String> traceparents(FaultBackend backend) {
        return Invariants.posts(backend).stream()
                .flatMap(request -> request.headers("traceparent").stream())
                .toList();
    }

    private static String traceparent(String traceId, String flags) {
        return "00-" + traceId + "-" + PARENT_ID + "-" + flags;
    }

    private static Span await(Predicate<Span> wanted) {
        return Awaitility.await("a span")
                .atMost(SOON)
                .until(() -> SPANS.stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private static Predicate<Span> below(Span parent, String name) {
        return span -> span.getName().equals(name)
                && span.getTraceId().equals(parent.getTraceId())
                && span.getParentSpanId().equals(parent.getSpanId());
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        attribute -> attribute.getValue().hasIntValue()
                                ? Long.toString(attribute.getValue().getIntValue())
                                : attribute.getValue().getStringValue()));
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
