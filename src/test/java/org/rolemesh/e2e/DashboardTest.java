package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.Behaviour;
import org.rolemesh.testing.Chromium;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RequiresChromium;
import org.rolemesh.testing.Streams;
import org.rolemesh.testing.Tab;

/** The dashboard in a real browser, against backends and nodes that do as they are told. */
@RequiresChromium
class DashboardTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String HOSTILE =
            "<img src=x onerror=\"document.title='hacked'\"></script><script>document.title='hacked'</script>";
    private static final String MEND = "rolemesh.mend";
    private static final String LIGHT = "rgb(246, 246, 244)";
    private static final String DARK = "rgb(18, 20, 19)";
    private static final int LARGEST_PICTURE = 200_000;

    private static Chromium chromium;
    private static FaultBackend backend;
    private static FaultBackend agent;
    private static GatewayUnderTest open;
    private static GatewayUnderTest keyed;
    private static Scene scene;

    @BeforeAll
    static void start() throws Exception {
        backend = FaultBackend.start();
        agent = FaultBackend.start();
        open = GatewayUnderTest.start("""
                default_model: planner
                models:
                  planner: {type: proxy, proxy_url: "%1$s"}
                  embedder: {type: proxy, proxy_url: "%1$s"}
                """.formatted(backend.baseUrl()));
        keyed = GatewayUnderTest.start("""
                default_model: planner
                auth:
                  client_api_keys: [{name: team, key: test-client-key}]
                  node_api_keys: [test-node-key]
                  admin_api_keys: [test-admin-key]
                models:
                  planner: {type: proxy, proxy_url: "%s"}
                """.formatted(backend.baseUrl()));
        scene = Scene.start();
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {chromium, scene, open, keyed, backend, agent}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @BeforeEach
    void behave_well() {
        backend.behave(Answers.chat());
    }

    @Test
    void what_comes_from_elsewhere_is_text() throws Exception {
        register(open, node("evil").replace("$TEXT", HOSTILE.replace("\"", "\\\"")));
        agent.on("/v1/slots/one/logs", x -> {
            x.head(200, "Content-Type", "text/plain", "Transfer-Encoding", "chunked");
            x.chunk(HOSTILE + "\n");
            x.awaitClientGone();
        });
        backend.behave(saying(HOSTILE));
        try (Tab tab = chromium.open(page(open)).expectStatus(400)) {
            tab.awaitText("[data-alias=coder] .reason >> nth=0", HOSTILE);
            for (String part : List.of(".gpus", ".slots", ".roles")) {
                tab.awaitText("[data-node=evil] " + part, HOSTILE);
            }
            tab.find("#prompt").fill(HOSTILE);
            tab.find("#send").click();
            tab.awaitText(".message.user .text", HOSTILE);
            tab.awaitText(".message.assistant .text", HOSTILE);
            tab.awaitText("#figures", "complete");

            backend.behave(Answers.json(
                    400,
                    "{\"error\":{\"message\":\"%s\",\"type\":\"t\",\"code\":\"c\"}}"
                            .formatted(HOSTILE.replace("\"", "\\\""))));
            tab.find("#prompt").fill("again");
            tab.find("#send").click();
            tab.awaitText(".message .reason", HOSTILE);

            tab.button("Log of slot one on evil").click();
            tab.awaitText("#detail .log", HOSTILE);
            tab.page().keyboard().press("Escape");
            agent.awaitAborted(1, SOON);

            assertThat(tab.page().title()).isEqualTo("RoleMesh");
            assertThat(tab.find("img").count()).isEqualTo(1);
            assertThat(tab.find("script").count()).isEqualTo(1);
        }
    }

    @Test
    void a_chat_needs_only_a_keyboard() {
        try (Tab tab = chromium.open(page(open))) {
            tab.awaitText("#role", "planner");
            press(tab, "Tab");
            assertThat(focused(tab)).isEqualTo("Skip to the playground");
            assertThat(tab.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                    .isEqualTo("solid");
            press(tab, "Enter");
            tab.page().keyboard().type("hello");
            press(tab, "Enter");
            tab.awaitText(".message.assistant .text", "#2");
            tab.awaitText("#figures", "complete");
            tab.awaitText("#figures", "first token");
            tab.awaitText("#requests .row:nth-child(2)", "planner");

            backend.behave(Streams.hangsAfter(2));
            tab.page().keyboard().type("and now");
            press(tab, "Enter");
            tab.awaitText(".message.assistant >> nth=1", "#1");
            assertThat(focused(tab)).isEqualTo("Cancel");
            press(tab, "Enter");
            tab.awaitText("#figures", "cancelled");
            backend.awaitAborted(1, SOON);
            tab.awaitText("#requests .row:nth-child(2)", "499");
            assertThat(tab.evaluate("document.activeElement.id")).isEqualTo("prompt");
        }
    }

    @Test
    void every_control_has_a_name() throws Exception {
        register(open, node("named").replace("$TEXT", "plain"));
        try (Tab tab = chromium.open(page(open))) {
            tab.awaitVisible("[data-node=named]");

            assertThat(tab.evaluate(
                            "[...document.querySelectorAll('button, input, select, textarea')].filter(control =>"
                                    + " !(control.textContent.trim() && control.tagName === 'BUTTON') && !control.labels?.length"
                                    + " && !control.getAttribute('aria-label')).map(control => control.outerHTML)"))
                    .isEqualTo(List.of());
        }
    }

    @Test
    void keys_are_asked_for_once_and_kept_in_the_tab() throws Exception {
        register(keyed, node("box").replace("$TEXT", "plain"), "X-Api-Key: test-node-key");
        try (Tab tab = chromium.open(page(keyed)).expectStatus(401)) {
            tab.awaitText("#key-reason", "client key");
            tab.find("#client-key").fill("test-wrong-key");
            press(tab, "Enter");
            tab.awaitText("#key-reason", "does not know this key");
            tab.find("#client-key").fill("test-client-key");
            press(tab, "Enter");
            tab.awaitText("#connection", "live");
            tab.awaitText("[data-alias=planner]", "ready");
            assertThat(tab.find("[data-node]").count()).isZero();

            tab.page().reload();
            tab.awaitText("#connection", "live");
            assertThat(tab.find("#key-dialog").isVisible()).isFalse();

            tab.button("Give an admin key").click();
            tab.find("#admin-key").fill("test-admin-key");
            press(tab, "Enter");
            tab.button("Drain box").click();
            tab.awaitText("[data-node=box] .badge >> nth=0", "draining");
            tab.button("Undrain box").click();
            tab.awaitText("[data-node=box] .badge >> nth=0", "live");
            assertThat(tab.evaluate("Object.values(localStorage).join() + document.cookie"))
                    .isEqualTo("auto");
        }
    }

    @Test
    void who_gives_no_key_is_not_asked_again_and_again() {
        try (Tab tab = chromium.open(page(keyed)).expectStatus(401)) {
            tab.awaitVisible("#key-dialog");
            tab.button("Not now").click();
            tab.awaitText("#connection", "a key is needed");

            tab.button("Keys").click();
            tab.find("#client-key").fill("test-client-key");
            tab.button("Use these keys").click();
            tab.awaitText("#connection", "live");
        }
    }

    @Test
    void the_view_says_what_to_do_first_and_begins_again_when_it_ends(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("models.yaml"), "version: 1\nmodels: {}\n");
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (GatewayUnderTest edited = GatewayUnderTest.watching(config, routes);
                Tab tab = chromium.open(page(edited)).expectConnectionErrors()) {
            tab.awaitText("#aliases", "no role yet");
            tab.awaitText("#nodes", "No host has registered");
            tab.awaitText("#requests", "No request yet");

            Files.writeString(config, """
                    version: 1
                    models: {planner: {type: proxy, proxy_url: "%s"}}
                    """.formatted(backend.baseUrl()));
            tab.awaitText("[data-alias=planner]", "ready");

            edited.close();
            tab.awaitText("#connection", "reconnecting");
        }
    }

    @Test
    void it_is_light_or_dark_as_the_system_or_the_switch_says() {
        try (Tab tab = chromium.open(page(open))) {
            assertThat(background(tab)).isEqualTo(LIGHT);
            show(tab, ColorScheme.DARK);
            assertThat(background(tab)).isEqualTo(DARK);

            switchTo(tab, "light");
            assertThat(background(tab)).isEqualTo(LIGHT);
            show(tab, ColorScheme.LIGHT);
            switchTo(tab, "dark");
            assertThat(background(tab)).isEqualTo(DARK);
        }
    }

    /** With {@code -Drolemesh.mend} the pictures of docs/DASHBOARD.md are taken again. */
    @Test
    void it_fits_a_desk_and_a_phone() throws Exception {
        try (Tab tab = chromium.open(page(scene.gateway()))) {
            tab.awaitText("#requests", "writer");
            tab.find("#prompt").fill("Plan a move in three steps.");
            tab.find("#send").click();
            tab.awaitText("#figures", "41 tokens/s · 43 tokens · complete");
            tab.awaitText("#summary", "0 in flight");
            tab.evaluate("document.activeElement.blur()");

            picture(tab, "light", 1280, 960);
            show(tab, ColorScheme.DARK);
            picture(tab, "dark", 1280, 960);
            show(tab, ColorScheme.LIGHT);
            picture(tab, "phone", 375, 1200);
        }
    }

    private static void picture(Tab tab, String name, int width, int height) throws IOException {
        tab.page().setViewportSize(width, height);
        tab.evaluate("scrollTo(0, 0)");
        assertThat(tab.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
        assertThat(tab.evaluate("[...document.querySelectorAll('.overview, .panel, .row, li')]"
                        + ".filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"))
                .isEqualTo(List.of());
        Path picture = Path.of("docs/images/dashboard-%s.png".formatted(name));
        byte[] taken = tab.page().screenshot();
        if (System.getProperty(MEND) != null) {
            Files.createDirectories(picture.getParent());
            Files.write(picture, taken);
        }
        assertThat(taken.length).isLessThan(LARGEST_PICTURE);
        assertThat(picture).isNotEmptyFile();
    }

    private static void show(Tab tab, ColorScheme scheme) {
        tab.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }

    private static Object background(Tab tab) {
        return tab.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    private static void switchTo(Tab tab, String theme) {
        for (int clicks = 0; clicks < 3 && !tab.find("#theme").textContent().endsWith(theme); clicks++) {
            tab.find("#theme").click();
        }
    }

    private static Behaviour saying(String text) {
        String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n"
                .formatted(text.replace("\"", "\\\""));
        return x -> {
            Streams.head(x);
            x.chunk(event);
            x.chunk("data: [DONE]\n\n");
            x.lastChunk();
        };
    }

    /** A registration that has {@code $TEXT} wherever a host may say what it likes. */
    private static String node(String id) {
        return """
                {"node_id": "%s", "base_url": "%s",
                 "roles": [{"role": "coder", "state": "failed", "model": "$TEXT", "detail": "$TEXT"}],
                 "inventory": {
                   "gpus": [{"device": "$TEXT", "name": "$TEXT", "fault": "$TEXT",
                     "memory_total_mib": 100, "memory_used_mib": 50}],
                   "slots": [{"name": "one", "state": "$TEXT", "role": "$TEXT", "device": "$TEXT", "detail": "$TEXT",
                     "process": {"model": "$TEXT"}}]}}
                """.formatted(id, agent.baseUrl());
    }

    private static void register(GatewayUnderTest gateway, String registration, String... headers) throws IOException {
        try (RawHttp http = RawHttp.connect(gateway.url())) {
            RawHttp.Answer answer =
                    http.post("/v1/nodes/register", registration, headers).readAnswer(SOON);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    private static URI page(GatewayUnderTest gateway) {
        return gateway.url().resolve("/ui/");
    }

    private static void press(Tab tab, String key) {
        tab.page().keyboard().press(key);
    }

    private static Object focused(Tab tab) {
        return tab.evaluate("document.activeElement.textContent");
    }
}
