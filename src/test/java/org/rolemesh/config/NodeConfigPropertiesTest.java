package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class NodeConfigPropertiesTest {
    private static final NodeAgentConfigLoader LOADER = new NodeAgentConfigLoader(Map.of("SET", "x"), () -> "box");
    private static final List<String> EXAMPLE = Damage.lines(Published.NODE_AGENT);
    private static final List<String> ROLE_KEYS = Damage.keysOf(Published.NODE_AGENT, "role");

    private static void loadsOrSaysWhy(String yaml) {
        Damage.loadsOrSaysWhy(yaml, text -> LOADER.parse(ReadNode.NAME, text));
    }

    @Provide
    Arbitrary<String> roleKey() {
        return Arbitraries.of(ROLE_KEYS);
    }

    private static Arbitrary<Object> scalar() {
        return Arbitraries.of(
                "gpu0",
                "gpu1",
                "cuda:0",
                "cpu",
                "a.gguf",
                "../a",
                "--host",
                "0.0.0.0",
                "http://127.0.0.1:1",
                "8100-8100",
                "9-8",
                "${env:SET}",
                "${env:UNSET}",
                "",
                -1,
                0,
                1,
                8100,
                1e300,
                true);
    }

    private static Arbitrary<String> keys() {
        List<String> keys = new ArrayList<>(ROLE_KEYS);
        keys.addAll(
                List.of("gpu0", "gpu1", "device", "api_keys", "key", "url", "api_key", "path", "port_range", "a/b~"));
        return Arbitraries.of(keys);
    }

    private static Arbitrary<String> topKeys() {
        return Arbitraries.of(
                "version",
                "node_id",
                "host",
                "port",
                "advertise_url",
                "gateways",
                "heartbeat_s",
                "auth",
                "models_dir",
                "llama_server",
                "rols");
    }

    @Provide
    Arbitrary<Map<String, Object>> file() {
        Arbitrary<Object> any = Damage.anything(keys(), scalar(), 2);
        Arbitrary<Map<String, Object>> mapping = Arbitraries.maps(keys(), any).ofMaxSize(6);
        return Combinators.combine(
                        Arbitraries.maps(topKeys(), any).ofMaxSize(6),
                        Arbitraries.maps(keys(), mapping).ofMaxSize(3),
                        Arbitraries.maps(keys(), mapping).ofMaxSize(3))
                .as((top, slots, roles) -> {
                    top.put("slots", slots);
                    top.put("roles", roles);
                    return top;
                });
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void a_mistyped_key_is_answered_with_the_right_one(
            @ForAll("roleKey") String key,
            @ForAll @IntRange(max = 99) int place,
            @ForAll @IntRange(max = 3) int kind,
            @ForAll @IntRange(max = 25) int letter) {
        String typo = Damage.mistyped(key, place, kind, (char) ('a' + letter));

        if (!ROLE_KEYS.contains(typo)) {
            assertThat(ReadNode.faults("version: 1\nroles:\n  a:\n    " + typo + ": x"))
                    .filteredOn(fault -> fault.startsWith("node_agent.yaml:4:"))
                    .singleElement()
                    .satisfies(fault -> assertThat(fault).contains("did you mean", "'" + key + "'"));
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void any_tree_of_known_keys_loads_or_says_why(@ForAll("file") Map<String, Object> file) throws IOException {
        loadsOrSaysWhy(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(file));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void an_example_damaged_anywhere_loads_or_says_why(
            @ForAll @IntRange(max = 9999) int line, @ForAll @IntRange(max = 99) int column, @ForAll char with) {
        loadsOrSaysWhy(Damage.inserted(EXAMPLE, line, column, with));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void any_name_of_a_host_becomes_an_id_or_nothing(@ForAll String name) {
        assertThat(HostName.asNodeId(name))
                .satisfiesAnyOf(id -> assertThat(id).isEmpty(), id -> assertThat(NameRule.NODE_ID.allows(id))
                        .isTrue());
    }
}
