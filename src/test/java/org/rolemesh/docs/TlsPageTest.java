package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.GatewayUnderTest;

/** The page's authority and certificates, made as it says, between a gateway and an agent with its configs. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsPageTest {
    private static final Page PAGE = Page.read("docs/TLS.md");

    @TempDir
    private Path folder;

    @Test
    void what_the_page_says_makes_a_mesh() throws Exception {
        Installation here =
                Installation.in(folder, Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
        assumeThat(here.run("openssl version"))
                .as("OpenSSL 3 is not here: the page's certificates were not made")
                .startsWith("OpenSSL 3");
        for (String command : commands(true)) {
            here.run(command);
        }
        List<String> configs = PAGE.blocks("yaml").stream().map(this::here).toList();
        assertThat(configs).hasSize(3);
        assertThat(new ConfigLoader(Map.of())
                        .parse("models.yaml", "version: 1\n" + configs.get(0))
                        .tls()
                        .read()
                        .keys())
                .isPresent();

        try (GatewayUnderTest gateway = GatewayUnderTest.start(configs.get(1));
                AgentUnderTest agent = AgentUnderTest.start(
                        folder.resolve("host"),
                        at(gateway, configs.get(2))
                                + "slots: {cpu0: {device: cpu}}\nroles: {planner: {model: planner.gguf, slots: [cpu0]}}\n")) {
            String models = "curl -s --cacert mesh-ca.crt " + gateway.url() + "/v1/models";
            await().atMost(AgentUnderTest.SOON)
                    .until(() -> here.run(models), listed -> listed.contains("\"id\":\"planner\",\"object\""));
            assertThat(here.run(at(gateway, here(String.join("\n", commands(false))))))
                    .contains("box", "planner", "\"status\":\"ok\"");
        }
    }

    private static List<String> commands(boolean ofOpenssl) {
        return PAGE.commands().stream()
                .filter(command -> command.startsWith("openssl ") == ofOpenssl)
                .collect(Collectors.toList());
    }

    private String here(String text) {
        return text.replace("/etc/rolemesh", folder.toString())
                .replace("api_key_env: ROLE_MESH_NODE_KEY", "api_key: test-node-key");
    }

    private static String at(GatewayUnderTest gateway, String text) {
        return text.replaceAll("https://[a-z0-9.]+:8000", gateway.url().toString());
    }
}
