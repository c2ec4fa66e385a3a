package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rolemesh.testing.AgentUnderTest.SOON;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.GatewayUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.TestAuthority;

/** A gateway and an agent that show each other certificates of one authority. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutualTlsTest {
    private static final SSLContext WITHOUT_CERTIFICATE = TestAuthority.mesh().trusting();

    @RegisterExtension
    final Invariants world = new Invariants();

    @TempDir
    private static Path folder;

    private Path authority;
    private GatewayUnderTest gateway;
    private AgentUnderTest agent;

    @BeforeAll
    void start() throws Exception {
        authority = TestAuthority.mesh().file(folder);
        String own = TestAuthority.mesh().issue(folder, "gateway").yaml();
        gateway = world.gateway("""
                tls: {%s, client_ca: "%s"}
                upstream_tls: {ca: "%s", %s}
                """.formatted(own, authority, authority, own));
        String shown = TestAuthority.mesh().issue(folder, "agent").yaml();
        agent = world.agent(folder.resolve("host"), """
                tls: {%s, client_ca: "%s"}
                gateways: [{url: "%s"}]
                gateway_tls: {ca: "%s", %s}
                slots: {one: {device: cpu}}
                roles: {planner: {model: planner.gguf, slots: [one]}}
                """.formatted(shown, authority, gateway.url(), authority, shown));
        gateway.awaitListed("planner", true);
    }

    @Test
    void T4_chats_and_orders_pass_between_gateway_and_agent() throws Exception {
        try (RawHttp client = RawHttp.connect(gateway.url(), WITHOUT_CERTIFICATE)) {
            Answer chat = client.post(Chats.PATH, Chats.stream("planner")).readAnswer(SOON);
            assertThat(chat.status()).as(chat.body()).isEqualTo(200);
            assertThat(chat.body()).contains("[DONE]");
        }
        try (RawHttp operator = RawHttp.connect(gateway.url(), WITHOUT_CERTIFICATE)) {
            Answer unload = operator.post("/v1/roles/planner/unload", "{}").readAnswer(SOON);
            assertThat(unload.status()).as(unload.body()).isIn(200, 202);
        }
    }

    @Test
    void T4_an_agent_lets_nobody_in_without_a_certificate() throws Exception {
        try (RawHttp client = RawHttp.connect(agent.url(), WITHOUT_CERTIFICATE)) {
            assertThatThrownBy(() -> client.get("/health").readAnswer(SOON)).isInstanceOf(IOException.class);
        }
        assertThat(agent.get("/health").status()).isEqualTo(200);
    }

    @Test
    void T4_a_node_without_a_certificate_is_not_registered() throws Exception {
        String node = "{\"node_id\":\"other\",\"base_url\":\"https://127.0.0.1:1\",\"roles\":[]}";

        Answer refused = register(node, WITHOUT_CERTIFICATE);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("client_certificate_required", "set cert and key under gateway_tls");
    }

    @Test
    void T4_an_agent_that_shows_no_certificate_is_told_what_to_set() throws Exception {
        startAgent("gateway_tls: {ca: \"" + authority + "\"}\n");

        awaitLogged("gateway does not take this node", "set cert and key under gateway_tls");
    }

    @Test
    void T3_an_agent_that_does_not_know_the_gateways_authority_is_told_what_to_set() throws Exception {
        startAgent("");

        awaitLogged("gateway cannot be reached", "set gateway_tls.ca to");
    }

    @Test
    void T3_a_gateway_whose_certificate_an_agent_does_not_take_says_what_to_set() throws Exception {
        GatewayUnderTest bare = world.gateway("upstream_tls: {ca: \"" + authority + "\"}\n");
        try (RawHttp node = RawHttp.connect(bare.url())) {
            Answer taken =
                    node.post("/v1/nodes/register", """
                            {"node_id": "box", "base_url": "%s", "roles": ["planner"]}""".formatted(agent.url())).readAnswer(SOON);
            assertThat(taken.status()).as(taken.body()).isEqualTo(200);
        }

        try (RawHttp operator = RawHttp.connect(bare.url())) {
            Answer load = operator.post("/v1/roles/planner/load", "{}").readAnswer(SOON);
            assertThat(load.body()).contains("it wants a client certificate that it trusts", "set upstream_tls.cert");
        }
    }

    private void startAgent(String gatewayTls) {
        world.agent(
                folder.resolve("another-" + System.nanoTime()),
                "gateways: [{url: \"" + gateway.url() + "\"}]\n" + gatewayTls);
    }

    private void awaitLogged(String event, String remedy) {
        await().atMost(SOON).until(() -> world.log().lines().stream()
                .anyMatch(line -> line.startsWith(event) && line.contains(remedy)));
    }

    private Answer register(String node, SSLContext tls) throws IOException {
        URI url = gateway.url();
        try (RawHttp client = RawHttp.connect(url, tls)) {
            return client.post("/v1/nodes/register", node).readAnswer(SOON);
        }
    }
}
