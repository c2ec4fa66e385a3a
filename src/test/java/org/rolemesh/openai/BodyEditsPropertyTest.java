package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BodyEditsPropertyTest {

    /** What is to be edited, kept as trees so that the expected result can be worked out on trees. */
    record Edits(String model, Map<String, JsonNode> defaults, Map<String, JsonNode> overrides, Set<String> strip) {

        BodyEdits compiled() {
            return BodyEdits.of(model, defaults, overrides, strip);
        }

        boolean touches(String key) {
            return key.equals("model") || overrides.containsKey(key) || strip.contains(key);
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Property
    void the_result_parses_to_the_original_with_the_keys_set_and_removed(
            @ForAll("bodies") String body, @ForAll("edits") Edits edits) throws JsonProcessingException {
        JsonNode result = JSON.readTree(edited(body, edits));
        assertThat(result).isEqualTo(expected(body, edits));
    }

    @Property
    void members_that_are_not_edited_keep_their_spelling_and_their_order(
            @ForAll("bodies") String body, @ForAll("edits") Edits edits) {
        assertThat(untouched(edited(body, edits), body, edits)).isEqualTo(untouched(body, body, edits));
    }

    @Property
    void only_the_bytes_of_the_model_change_where_only_the_model_is_set(@ForAll("bodies") String body) {
        ScannedRequest request = scan(body);
        Edits edits = new Edits("m-up", Map.of(), Map.of(), Set.of());
        String expected = request.members().stream()
                .filter(member -> member.key().equals("model"))
                .findFirst()
                .map(member -> new String(request.bytes(), 0, member.valueStart(), StandardCharsets.UTF_8)
                        + "\"m-up\""
                        + new String(
                                request.bytes(),
                                member.valueEnd(),
                                request.bytes().length - member.valueEnd(),
                                StandardCharsets.UTF_8))
                .orElseGet(() -> withModelBeforeTheLastBrace(body, request));
        assertThat(edited(body, edits)).isEqualTo(expected);
    }

    @Property
    void setting_what_is_there_already_changes_no_byte(@ForAll("bodies") String body) throws JsonProcessingException {
        String withModel = edited(body, new Edits("m", Map.of(), Map.of(), Set.of()));
        Map<String, byte[]> same = new HashMap<>();
        for (RequestMember member : scan(withModel).members()) {
            same.put(
                    member.key(),
                    scan(withModel).rawValue(member.key()).orElseThrow().getBytes(StandardCharsets.UTF_8));
        }
        same.remove("model");
        byte[] result = Joined.bytes(new BodyEdits("m", same, same, Set.of()).applyTo(scan(withModel)));
        assertThat(new String(result, StandardCharsets.UTF_8)).isEqualTo(withModel);
    }

    private static JsonNode expected(String body, Edits edits) throws JsonProcessingException {
        ObjectNode tree = (ObjectNode) JSON.readTree(body);
        edits.defaults.forEach((key, value) -> {
            if (!tree.has(key)) {
                tree.set(key, value);
            }
        });
        tree.setAll(edits.overrides);
        tree.set("model", new TextNode(edits.model));
        return tree.without(edits.strip);
    }

    /** Key and value as spelled, from the key's quote to the value's end, of those members of the original. */
    private static List<String> untouched(String text, String original, Edits edits) {
        ScannedRequest in = scan(original);
        return scan(text).members().stream()
                .filter(member -> in.has(member.key()) && !edits.touches(member.key()))
                .map(member -> new String(
                        text.getBytes(StandardCharsets.UTF_8),
                        member.keyStart(),
                        member.valueEnd() - member.keyStart(),
                        StandardCharsets.UTF_8))
                .toList();
    }

    private static String withModelBeforeTheLastBrace(String body, ScannedRequest request) {
        int brace = body.lastIndexOf('}');
        if (request.members().isEmpty()) {
            int opening = body.indexOf('{') + 1;
            return body.substring(0, opening) + "\"model\":\"m-up\"" + body.substring(opening);
        }
        String before = body.substring(0, brace).stripTrailing();
        return before + ",\"model\":\"m-up\"" + body.substring(before.length());
    }

    private static String edited(String body, Edits edits) {
        return new String(Joined.bytes(edits.compiled().applyTo(scan(body))), StandardCharsets.UTF_8);
    }

    private static ScannedRequest scan(String body) {
        return new RequestScanner().scan(body.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> bodies() {
        return JsonTexts.bodies();
    }

    @Provide
    Arbitrary<Edits> edits() {
        Arbitrary<String> keys = Arbitraries.of("stream", "messages", "temperature", "seed", "stop", "user", "é\"\n");
        Arbitrary<Map<String, JsonNode>> values = Arbitraries.maps(
                        keys, JsonTexts.bodies().map(BodyEditsPropertyTest::tree))
                .ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.of("m0", "planner", "naïve \"model\"\\:1"),
                        values,
                        values,
                        keys.set().ofMaxSize(3))
                .as(BodyEditsPropertyTest::disjoint);
    }

    private static Edits disjoint(
            String model, Map<String, JsonNode> defaults, Map<String, JsonNode> overrides, Set<String> strip) {
        Set<String> onlyStripped = new HashSet<>(strip);
        onlyStripped.removeAll(defaults.keySet());
        onlyStripped.removeAll(overrides.keySet());
        // The stream member must stay a boolean for the result to be scanned again.
        Map<String, JsonNode> valid = new HashMap<>(overrides);
        valid.computeIfPresent("stream", (key, value) -> JSON.getNodeFactory().booleanNode(true));
        Map<String, JsonNode> validDefaults = new HashMap<>(defaults);
        validDefaults.computeIfPresent(
                "stream", (key, value) -> JSON.getNodeFactory().nullNode());
        return new Edits(model, validDefaults, valid, onlyStripped);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
