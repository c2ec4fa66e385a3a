package org.rolemesh.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptSizeTest {
    @Test
    void four_bytes_of_the_prompt_are_a_token_and_nothing_else_counts() {
        PromptSize size = of(
                Api.COMPLETIONS,
                "{\"prompt\": \"%s\", \"user\": \"%s\"}".formatted("x".repeat(398), "y".repeat(1_000)));

        assertThat(size).isEqualTo(new PromptSize(400, 100));
    }

    @Test
    void an_image_counts_as_an_image_whatever_its_bytes() {
        String image = "{\"image_url\":{\"url\":\"data:image/png;base64,%s\"}}".formatted("A".repeat(400_000));

        PromptSize size = of(Api.CHAT, "{\"messages\":[%s,%s]}".formatted(image, image));

        assertThat(size.bytes()).isGreaterThan(800_000);
        assertThat(size.tokens()).isBetween(2_000, 2_050);
    }

    private static PromptSize of(Api api, String json) {
        return PromptSize.of(new ModelRequest(api, new RequestScanner().scan(json.getBytes(UTF_8))));
    }
}
