package org.rolemesh.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.tls.Credentials;

/** Whoever names a step that there is not is sent to a page that lists those there are. */
class DocumentedStepsTest {
    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void leave_nothing_open() {
        pool.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void every_step_of_the_gateway_is_listed() throws Exception {
        GatewayConfig config = new ConfigLoader(Map.of()).parse("test.yaml", "version: 1\n");
        GatewayBeans beans = new GatewayBeans(
                config,
                GatewayCore.of(config, Credentials.NONE, vertx, Clock.systemUTC(), pool, List::of),
                Reloads.NONE);

        assertListed(beans.steps().keySet());
    }

    @Test
    void every_step_of_the_agent_is_listed(@TempDir Path state) throws Exception {
        AgentBeans beans = new AgentBeans(
                new NodeAgentConfigLoader(Map.of()).parse("agent.yaml", "version: 1\nnode_id: box\n"),
                Credentials.NONE,
                state,
                vertx,
                pool,
                List::of);

        assertListed(beans.steps(() -> UpstreamUrl.parse("http://127.0.0.1:1")).keySet());
        assertListed(List.of("beatAtOnce"));
    }

    private static void assertListed(Collection<String> steps) throws IOException {
        String page = Files.readString(Path.of("docs/ARCHITECTURE.md"));

        assertThat(steps).isNotEmpty().allSatisfy(step -> assertThat(page).contains("`" + step + "`"));
    }
}
