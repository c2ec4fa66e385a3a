package org.rolemesh.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rolemesh.catalog.Observation;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.tls.Credentials;
import org.rolemesh.upstream.UpstreamComponent;

/** The routes as shipped, entered where a front door's HTTP server would, with a mock in place of the backend. */
class RouterTest extends CamelTestSupport {
    private static final String CONFIG = """
            version: 1
            default_model: planner
            auth: {client_api_keys: [test-client-key, {name: bound, key: test-bound-key, roles: [writer]}]}
            models:
              planner: {type: proxy, proxy_url: "http://127.0.0.1:9", openai_model_name: gpt-planner}
              writer: {type: proxy, proxy_url: "http://127.0.0.1:9"}
            """;

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Vertx vertx = Vertx.vertx();
    private GatewayCore core;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        GatewayConfig config = new ConfigLoader(Map.of()).parse("test.yaml", CONFIG);
        core = GatewayCore.of(config, Credentials.NONE, vertx, Clock.systemUTC(), pool, List::of);
        GatewayBeans beans = new GatewayBeans(config, core, Reloads.NONE);
        beans.steps().forEach(context.getRegistry()::bind);
        context.addComponent("upstream", new UpstreamComponent(context, beans.services()));
        for (String file : List.of(
                "gateway/openai-errors",
                "gateway/chat-completions",
                "gateway/answer-by-role",
                "topology/route-by-alias")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.resolveMandatoryResource(context, "file:routes/" + file + ".camel.yaml"));
        }
        AdviceWith.adviceWith(context, "chat-completions", route -> route.replaceFromWith("direct:front-door"));
        AdviceWith.adviceWith(context, "route-by-alias", route -> route.weaveById("own-upstream")
                .replace()
                .toD("mock:${variable.alias}"));
        return context;
    }

    @AfterEach
    void closeVertx() {
        pool.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void the_model_that_a_client_names_leads_to_its_alias() throws Exception {
        MockEndpoint planner = getMockEndpoint("mock:planner");
        planner.expectedMessageCount(1);
        planner.expectedVariableReceived("alias", "planner");
        planner.expectedVariableReceived("availability", "loading");

        ask("gpt-planner", "test-client-key");

        planner.assertIsSatisfied();
    }

    @Test
    void the_variables_say_when_an_alias_can_answer() throws Exception {
        core.catalog().dueForProbe().forEach(each -> core.catalog().observe(each, Observation.answered()));
        MockEndpoint writer = getMockEndpoint("mock:writer");
        writer.expectedVariableReceived("availability", "usable");
        writer.expectedVariableReceived("stream", false);

        ask("writer", "test-bound-key");

        writer.assertIsSatisfied();
    }

    @Test
    void a_request_without_a_model_goes_to_the_default_one() throws Exception {
        getMockEndpoint("mock:planner").expectedMessageCount(1);

        send("{\"messages\": [{}]}", "test-client-key");

        getMockEndpoint("mock:planner").assertIsSatisfied();
    }

    @Test
    void an_unknown_model_is_404_and_asks_no_backend() throws Exception {
        Exchange answer = ask("planner", "test-client-key");

        assertError(answer, 404, "model_not_found");
    }

    @Test
    void without_a_key_nothing_of_the_body_is_looked_at() throws Exception {
        assertError(send("not json", null), 401, "invalid_api_key");
    }

    @Test
    void a_key_bound_to_roles_is_refused_elsewhere() throws Exception {
        assertError(ask("gpt-planner", "test-bound-key"), 403, "forbidden");
    }

    @Test
    void A5_a_failure_of_the_topology_itself_says_nothing_of_its_inside() throws Exception {
        getMockEndpoint("mock:writer").whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("/etc/secret");
        });

        Exchange answer = ask("writer", "test-client-key");

        assertError(answer, 500, "internal_error");
        assertThat(answer.getMessage().getBody(String.class)).doesNotContain("secret", "IllegalState");
    }

    private Exchange ask(String model, String key) {
        return send("{\"model\": \"%s\", \"messages\": [{\"role\": \"user\"}]}".formatted(model), key);
    }

    private Exchange send(String body, String key) {
        return template.request("direct:front-door", exchange -> {
            exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
            exchange.getMessage().setHeader("Content-Type", "application/json");
            exchange.getMessage().setHeader("Authorization", key == null ? null : "Bearer " + key);
        });
    }

    private static void assertError(Exchange answer, int status, String code) throws Exception {
        assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status);
        assertThat(new ObjectMapper()
                        .readTree(answer.getMessage().getBody(byte[].class))
                        .at("/error/code")
                        .asText())
                .isEqualTo(code);
        assertThat(answer.getMessage().getHeaders()).doesNotContainKey("Authorization");
    }
}
