package org.rolemesh.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BodyEditsTest {

    private static final Map<String, JsonNode> NOTHING = Map.of();

    @Test
    void the_model_is_replaced_where_it_stands() {
        assertThat(apply(model("up:latest"), "{ \"a\":1, \"model\" : \"planner\" ,\"b\":2 }\n"))
                .isEqualTo("{ \"a\":1, \"model\" : \"up:latest\" ,\"b\":2 }\n");
    }

    @Test
    void a_missing_model_is_added_at_the_end() {
        assertThat(apply(model("up"), "{ \"a\":1 }")).isEqualTo("{ \"a\":1,\"model\":\"up\" }");
        assertThat(apply(model("up"), " { } ")).isEqualTo(" {\"model\":\"up\" } ");
    }

    @Test
    void the_same_model_leaves_every_byte_as_it_was() {
        String body = " {\t\"stream\": true,\"model\":\"planner\" , \"x\":[1.0e+2,\"\\u00e9\"]\r\n} ";
        assertThat(apply(model("planner"), body)).isEqualTo(body);
    }

    @Test
    void a_default_yields_to_the_request_even_to_null() {
        BodyEdits edits = BodyEdits.of("m", Map.of("temperature", IntNode.valueOf(0)), NOTHING, Set.of());
        assertThat(apply(edits, "{\"model\":\"m\"}")).isEqualTo("{\"model\":\"m\",\"temperature\":0}");
        assertThat(apply(edits, "{\"model\":\"m\",\"temperature\":1}"))
                .isEqualTo("{\"model\":\"m\",\"temperature\":1}");
        assertThat(apply(edits, "{\"model\":\"m\",\"temperature\":null}"))
                .isEqualTo("{\"model\":\"m\",\"temperature\":null}");
    }

    @Test
    void an_override_wins_over_the_request_and_over_a_default() {
        BodyEdits edits = BodyEdits.of(
                "m", Map.of("stop", new TextNode("default")), Map.of("stop", new TextNode("forced")), Set.of());
        assertThat(apply(edits, "{\"stop\":\"asked\",\"model\":\"m\"}"))
                .isEqualTo("{\"stop\":\"forced\",\"model\":\"m\"}");
        assertThat(apply(edits, "{\"model\":\"m\"}")).isEqualTo("{\"model\":\"m\",\"stop\":\"forced\"}");
    }

    @Test
    void a_stripped_key_goes_with_one_comma_wherever_it_stands() {
        BodyEdits edits = BodyEdits.of("m", NOTHING, NOTHING, Set.of("x", "y"));
        assertThat(apply(edits, "{ \"x\":{} , \"model\":\"m\" }")).isEqualTo("{ \"model\":\"m\" }");
        assertThat(apply(edits, "{ \"model\":\"m\" , \"x\":[] }")).isEqualTo("{ \"model\":\"m\" }");
        assertThat(apply(edits, "{\"a\":1,\"x\":1,\"y\":2,\"model\":\"m\"}")).isEqualTo("{\"a\":1,\"model\":\"m\"}");
        assertThat(apply(edits, "{ \"x\":1, \"\\u0079\":2 }")).isEqualTo("{ \"model\":\"m\" }");
    }

    @Test
    void keys_inside_other_values_are_left_alone() {
        BodyEdits edits = BodyEdits.of("m", NOTHING, Map.of("n", BooleanNode.TRUE), Set.of("x"));
        assertThat(apply(edits, "{\"o\":{\"model\":\"a\",\"n\":1,\"x\":2},\"model\":\"b\",\"n\":0}"))
                .isEqualTo("{\"o\":{\"model\":\"a\",\"n\":1,\"x\":2},\"model\":\"m\",\"n\":true}");
    }

    @Test
    void the_model_cannot_be_edited_by_the_back_door() {
        Map<String, JsonNode> model = Map.of("model", new TextNode("other"));
        assertThatIllegalArgumentException().isThrownBy(() -> BodyEdits.of("m", model, NOTHING, Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> BodyEdits.of("m", NOTHING, model, Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> BodyEdits.of("m", NOTHING, NOTHING, Set.of("model")));
        assertThatIllegalArgumentException().isThrownBy(() -> model(""));
    }

    @Test
    void a_key_cannot_be_both_set_and_stripped() {
        Map<String, JsonNode> seed = Map.of("seed", IntNode.valueOf(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BodyEdits.of("m", seed, NOTHING, Set.of("seed")))
                .withMessageContaining("'seed'");
        assertThatIllegalArgumentException().isThrownBy(() -> BodyEdits.of("m", NOTHING, seed, Set.of("seed")));
    }

    private static BodyEdits model(String name) {
        return BodyEdits.of(name, NOTHING, NOTHING, Set.of());
    }

    private static String apply(BodyEdits edits, String body) {
        ScannedRequest request = new RequestScanner().scan(body.getBytes(StandardCharsets.UTF_8));
        return new String(Joined.bytes(edits.applyTo(request)), StandardCharsets.UTF_8);
    }
}
