package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rolemesh.e2e.AgentHost.SOON;

import java.net.URI;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Chromium;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RequiresChromium;
import org.rolemesh.testing.RequiresLlamaServer;
import org.rolemesh.testing.Tab;

/** The dashboard in a real browser, on a gateway with two agents and their real llama-servers. */
@RequiresChromium
@RequiresLlamaServer
class DashboardLlamaTest {
    @TempDir
    private static Path folder;

    private static GatewayUnderTest gateway;
    private static HeldStart held;
    private static AgentHost one;
    private static AgentHost two;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        // Of itself a tiny model may stop at any token.
        gateway = GatewayUnderTest.start("""
                default_model: long
                models: {long: {type: discovered, defaults: {ignore_eos: true}}}
                """);
        held = HeldStart.where("1048576", folder.resolve("held"));
        one = new AgentHost(folder.resolve("one"), "one", "21400-21419", gateway.url(), 1, held.program())
                .configure("""
                slots: {cpu0: {device: cpu}}
                roles:
                  planner: {model: tiny-planner.gguf, slots: [cpu0], n_ctx: 1024, preload: true}
                  long: {model: tiny-planner.gguf, slots: [cpu0], n_ctx: 1048576, parallel: 1}
                """);
        two = new AgentHost(folder.resolve("two"), "two", "21420-21439", gateway.url(), 1).configure("""
                slots: {cpu0: {device: cpu}}
                roles:
                  writer: {model: tiny-writer.gguf, slots: [cpu0], n_ctx: 1024, preload: true}
                """);
        one.start();
        two.start();
        chromium = Chromium.start();
        one.awaitReady("cpu0", "planner");
        two.awaitReady("cpu0", "writer");
    }

    @AfterAll
    static void leave_nothing_running() {
        for (AutoCloseable each : new AutoCloseable[] {chromium, one, two, gateway}) {
            Assertions.assertThatCode(() -> {
                        if (each != null) {
                            each.close();
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_model_is_seen_to_load_chats_and_stops_when_it_is_cancelled() throws Exception {
        try (Tab tab = chromium.open(page())) {
            tab.awaitText("[data-alias=long]", "loads on request");
            tab.button("Load long on one").click();
            tab.awaitText("[data-node=one] [data-slot=cpu0]", "loading");
            tab.awaitText("[data-node=one] [data-slot=cpu0]", "long");
            held.let();
            tab.awaitText("[data-node=one] [data-role=long]", "ready");
            tab.awaitText("[data-alias=long] .badge >> nth=0", "ready");

            tab.find("#role").selectOption("long");
            ask(tab, "Tell me of the sea.", 24);
            tab.awaitText("#figures", "24 tokens · complete");
            assertThat(tab.find(".message.assistant .text").textContent()).isNotBlank();
            assertThat(tab.find(".message.assistant .who").textContent()).isEqualTo("long on one");
            tab.awaitText("#requests .row:nth-child(2)", "→ 24");
            tab.awaitVisible("[data-alias=long] .spark:not(.none) >> nth=1");

            ask(tab, "Tell me all of it.", 100_000);
            tab.awaitText("[data-alias=long] .chip", "1/1");
            Awaitility.await("at work").atMost(SOON).until(() -> busy(one) == 1);
            tab.find("#cancel").click();
            tab.awaitText("#figures", "cancelled");
            tab.awaitText("#requests .row:nth-child(2)", "499");
            tab.awaitText("[data-alias=long] .chip", "0/1");
            Awaitility.await("not at work").atMost(SOON).until(() -> busy(one) == 0);
        }
    }

    @Test
    void a_node_is_drained_and_its_alias_goes_and_comes_back() {
        try (Tab tab = chromium.open(page())) {
            tab.awaitText("[data-alias=writer] .badge", "ready");
            tab.button("Drain two").click();
            tab.awaitText("[data-node=two] .badge >> nth=0", "draining");
            tab.awaitText("[data-alias=writer] .badge", "unavailable");
            tab.awaitText("[data-alias=writer] .reason", "two: draining, it takes no new work");
            tab.button("Explain where writer goes").click();
            tab.awaitText("#detail", "goes nowhere");
            tab.awaitText("#detail tbody", "rejected");
            tab.find("#detail-close").click();

            tab.button("Undrain two").click();
            tab.awaitText("[data-alias=writer] .badge", "ready");
            tab.button("Explain where writer goes").click();
            tab.awaitText("#detail", "The next request goes to two.");
        }
    }

    @Test
    void the_log_of_a_slot_is_shown_while_it_is_written() throws Exception {
        try (Tab tab = chromium.open(page())) {
            tab.awaitText("[data-node=two] [data-slot=cpu0]", "writer");
            tab.button("Log of slot cpu0 on two").click();
            tab.awaitText("#detail .log", "listening");
            int lines = lines(tab);

            ShortChat.whole("writer").ask(gateway.url());

            Awaitility.await("more lines").atMost(SOON).until(() -> lines(tab) > lines);
        }
    }

    private static void ask(Tab tab, String text, int tokens) {
        tab.find("#max-tokens").fill(String.valueOf(tokens));
        tab.find("#prompt").fill(text);
        tab.find("#send").click();
    }

    private static int lines(Tab tab) {
        return tab.find("#detail .log").textContent().split("\n").length;
    }

    private static int busy(AgentHost host) throws Exception {
        return host.slot("cpu0").path("process").path("slots_busy").asInt();
    }

    private static URI page() {
        return gateway.url().resolve("/ui/");
    }
}
