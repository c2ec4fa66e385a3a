package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
    private static final String CANARY = "test-canary-key";

    private static List<KeyConfig> clientKeys(String list, Map<String, String> env) throws ConfigInvalid {
        return Read.config("version: 1\nauth: {client_api_keys: " + list + "}", env)
                .auth()
                .clientApiKeys();
    }

    private static List<String> faults(String list) {
        return Read.faults("version: 1\nauth:\n  client_api_keys:\n" + list.indent(4), Map.of("BLANK", " ")).stream()
                .map(Fault::toString)
                .toList();
    }

    @Test
    void the_three_forms_of_a_key_are_the_same_key() throws ConfigInvalid {
        String hex = HexFormat.of().formatHex(SecretHash.of(CANARY).bytes());

        assertThat(clientKeys("[" + CANARY + "]", Map.of()))
                .containsExactly(new KeyConfig("client-1", SecretHash.of(CANARY), List.of(), null));
        for (String form :
                List.of("key: " + CANARY, "key_env: CANARY", "key_sha256: '" + hex.toUpperCase(Locale.ROOT) + "'")) {
            assertThat(clientKeys("[{name: ci, roles: [a, 'code*'], " + form + "}]", Map.of("CANARY", CANARY)))
                    .containsExactly(new KeyConfig("ci", SecretHash.of(CANARY), List.of("a", "code*"), null));
        }
    }

    @Test
    void keys_without_a_name_are_called_by_their_kind_and_place() throws ConfigInvalid {
        AuthConfig auth = Read.config("""
                        version: 1
                        auth:
                          client_api_keys: [change-me, {key: test-b}]
                          node_api_keys: [{key: change-me, node_id: gpu-box-1}]
                          admin_api_keys: [change-me]
                        """).auth();

        assertThat(auth.clientApiKeys()).extracting(KeyConfig::name).containsExactly("client-1", "client-2");
        assertThat(auth.nodeApiKeys()).extracting(KeyConfig::name).containsExactly("node-1");
        assertThat(auth.nodeApiKeys()).extracting(KeyConfig::nodeId).containsExactly("gpu-box-1");
        assertThat(auth.adminApiKeys()).extracting(KeyConfig::name).containsExactly("admin-1");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', textBlock = """
                    - {key: test-a, key_env: A}      => 4: auth.client_api_keys[0] needs exactly one of key, key_env, key_sha256
                    - {name: a}                      => 4: auth.client_api_keys[0] needs exactly one of key, key_env, key_sha256
                    - {key_env: ABSENT}              => 4: auth.client_api_keys[0].key_env names an environment variable that is not set; set it, or remove this line
                    - {key_env: BLANK}               => 4: auth.client_api_keys[0].key_env names an environment variable that is empty; set it, or remove this line
                    - {key_sha256: abc}              => 4: auth.client_api_keys[0].key_sha256 must be 64 hexadecimal digits; make them with: printf %s "$KEY" | sha256sum
                    - {key: test-a, node_id: n}      => 4: unknown key 'node_id'; the keys here are name, key, key_env, key_sha256, roles
                    - {key: test-a, roles: []}       => 4: auth.client_api_keys[0].roles must have at least one entry, or be left out
                    - ''                             => 4: auth.client_api_keys[0] must not be empty
                    - 12345678                       => 4: auth.client_api_keys[0] must be text or a mapping of keys to values, but is a whole number; put it in quotes
                    - " test-a"                      => 4: auth.client_api_keys[0] has a space or line end at its start or end, or a control character in it; remove it
                    """, maxCharsPerColumn = 300)
    void a_key_that_cannot_be_one_is_refused(String entry, String what) {
        assertThat(faults(entry)).containsExactly("models.yaml:" + what);
    }

    @Test
    void a_key_or_a_name_stands_in_a_list_once() {
        assertThat(faults("- test-a\n- {name: x, key: test-a}\n- {name: client-1, key: test-b}"))
                .containsExactly(
                        "models.yaml:5: auth.client_api_keys[1] has the same key as the entry on line 4; remove one of"
                                + " the two",
                        "models.yaml:6: auth.client_api_keys[2] has the same name as the entry on line 4; remove one of"
                                + " the two");
    }

    @Test
    void a_list_left_without_entries_is_not_taken_for_an_open_gateway() {
        assertThat(Read.lines("version: 1\nauth:\n  client_api_keys:\n  # - gone"))
                .containsExactly("models.yaml:3: auth.client_api_keys has no value; give it one, or remove the line");
    }

    @Test
    void an_upstream_key_that_is_not_set_is_not_sent() throws ConfigInvalid {
        assertThat(Read.plannerOf("api_key_env: ABSENT").apiKey()).isNull();
    }

    @Test
    void A3_no_secret_is_shown_by_a_config() throws ConfigInvalid {
        GatewayConfig config = Read.config(
                Read.planner("api_key_env: CANARY") + "auth: {client_api_keys: [" + CANARY + "]}",
                Map.of("CANARY", CANARY));

        assertThat(config.toString()).doesNotContain(CANARY);
        assertThat(config.models().get("planner")).isInstanceOfSatisfying(ProxyModel.class, planner -> assertThat(
                        planner.apiKey().reveal())
                .isEqualTo(CANARY));
    }

    @Test
    void no_value_is_repeated_by_a_fault() {
        String yaml = """
                version: CANARY
                default_model: "-CANARY"
                auth: {client_api_keys: [{key: "CANARY", name: "/CANARY", key_sha256: "CANARY"}, " CANARY"]}
                nodes: {stale_after_s: "CANARY", allowed_cidrs: ["CANARY"], upstream_key_env: "CANARY!"}
                models:
                  planner: {type: "CANARY", proxy_url: "http://u:CANARY@h", strategy: "CANARY", api_key_env: "${env:ABSENT}"}
                  writer: {type: proxy, proxy_url: "http://h/?CANARY", strip: "CANARY", queue: "CANARY"}
                """;

        assertThat(Read.lines(yaml)).hasSizeGreaterThan(10).noneMatch(line -> line.contains("CANARY"));
        assertThat(Read.faults(yaml.replace("CANARY", "${env:SECRET}"), Map.of("SECRET", CANARY)))
                .hasSizeGreaterThan(10)
                .noneMatch(fault -> fault.what().contains(CANARY));
    }
}
