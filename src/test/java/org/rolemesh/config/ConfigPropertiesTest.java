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

class ConfigPropertiesTest {
    private static final ConfigLoader LOADER = new ConfigLoader(Map.of("SET", "x"));
    private static final List<String> EXAMPLE = Damage.lines(Published.GATEWAY);
    private static final List<String> MODEL_KEYS = Damage.keysOf(Published.GATEWAY, "model");

    private static void loadsOrSaysWhy(String yaml) {
        Damage.loadsOrSaysWhy(yaml, text -> LOADER.parse("models.yaml", text));
    }

    @Provide
    Arbitrary<String> modelKey() {
        return Arbitraries.of(MODEL_KEYS);
    }

    private static Arbitrary<Object> scalar() {
        return Arbitraries.of(
                "proxy",
                "discovered",
                "http://127.0.0.1:1/v1",
                "${env:SET}",
                "${env:UNSET}",
                "",
                -1,
                0,
                1,
                1e300,
                true);
    }

    @Provide
    Arbitrary<Map<String, Object>> file() {
        Arbitrary<Map<String, Object>> model =
                Arbitraries.maps(keys(), Damage.anything(keys(), scalar(), 2)).ofMaxSize(6);
        return Combinators.combine(
                        Arbitraries.maps(keys(), Damage.anything(keys(), scalar(), 3))
                                .ofMaxSize(5),
                        Arbitraries.maps(keys(), model).ofMaxSize(3))
                .as((top, models) -> {
                    top.put("models", models);
                    return top;
                });
    }

    private static Arbitrary<String> keys() {
        List<String> keys = new ArrayList<>(MODEL_KEYS);
        keys.addAll(List.of("version", "auth", "client_api_keys", "key", "key_env", "name", "roles", "nodes"));
        keys.addAll(
                List.of("stale_after_s", "allowed_cidrs", "limits", "max_body_bytes", "length", "model", "0", "a/b~"));
        return Arbitraries.of(keys);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void a_mistyped_key_is_answered_with_the_right_one(
            @ForAll("modelKey") String key,
            @ForAll @IntRange(max = 99) int place,
            @ForAll @IntRange(max = 3) int kind,
            @ForAll @IntRange(max = 25) int letter) {
        String typo = Damage.mistyped(key, place, kind, (char) ('a' + letter));

        if (!MODEL_KEYS.contains(typo)) {
            assertThat(Read.faults("version: 1\nmodels:\n  a:\n    " + typo + ": x"))
                    .filteredOn(fault -> fault.line() == 4)
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.what()).contains("did you mean", "'" + key + "'"));
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void any_tree_of_known_keys_loads_or_says_why(@ForAll("file") Map<String, Object> file) throws IOException {
        loadsOrSaysWhy(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(file));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void any_text_loads_or_says_why(@ForAll String text) {
        loadsOrSaysWhy(text);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void an_example_damaged_anywhere_loads_or_says_why(
            @ForAll @IntRange(max = 9999) int line, @ForAll @IntRange(max = 99) int column, @ForAll char with) {
        loadsOrSaysWhy(Damage.inserted(EXAMPLE, line, column, with));
    }
}
