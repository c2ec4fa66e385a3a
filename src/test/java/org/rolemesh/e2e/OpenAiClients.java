package org.rolemesh.e2e;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.net.URI;
import java.time.Duration;

/** OpenAI's own client for Java, aimed at a gateway. */
final class OpenAiClients {
    private OpenAiClients() {}

    /** One that tries once and gives up after 20 s. */
    static OpenAIClient of(URI gateway, String key) {
        return builder(gateway, key).maxRetries(0).build();
    }

    static OpenAIOkHttpClient.Builder builder(URI gateway, String key) {
        return OpenAIOkHttpClient.builder().baseUrl(gateway + "/v1").apiKey(key).timeout(Duration.ofSeconds(20));
    }

    static ChatCompletionCreateParams chat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("hello")
                .build();
    }
}
