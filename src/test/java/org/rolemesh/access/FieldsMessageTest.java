package org.rolemesh.access;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FieldsMessageTest {
    @Test
    void text_keeps_the_order_in_which_fields_were_added() {
        FieldsMessage message = new FieldsMessage("request")
                .field("id", "a1")
                .field("alias", "planner")
                .field("status", 200)
                .field("first_byte_ms", 12.5);

        assertThat(message.getFormattedMessage())
                .isEqualTo("request id=a1 alias=planner status=200 first_byte_ms=12.5");
        assertThat(message.names()).containsExactly("id", "alias", "status", "first_byte_ms");
    }

    @Test
    void a_field_without_a_value_is_left_out() {
        assertThat(new FieldsMessage("request").field("key", null).getFormattedMessage())
                .isEqualTo("request");
    }

    @Test
    void quotes_stand_only_where_a_value_would_be_ambiguous() {
        FieldsMessage message = new FieldsMessage("x")
                .field("url", "http://127.0.0.1:8011/v1?a")
                .field("empty", "")
                .field("space", "a b")
                .field("equals", "a=b")
                .field("quote", "a\"b\\c");

        assertThat(message.getFormattedMessage())
                .isEqualTo("x url=http://127.0.0.1:8011/v1?a empty=\"\" space=\"a b\" equals=\"a=b\""
                        + " quote=\"a\\\"b\\\\c\"");
    }

    @Property(tries = 300)
    void no_value_can_forge_a_second_line_or_a_second_field(@ForAll String value) {
        String text = new FieldsMessage("x").field("v", value).getFormattedMessage();

        assertThat(text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029'))
                .isTrue();
        assertThat(text).startsWith("x v=");
        String rendered = text.substring("x v=".length());
        if (rendered.startsWith("\"")) {
            assertThat(rendered).matches("\"(?:[^\"\\\\]|\\\\.)*\"");
        } else {
            assertThat(rendered).isEqualTo(value).doesNotContain(" ", "=", "\"");
        }
    }
}
