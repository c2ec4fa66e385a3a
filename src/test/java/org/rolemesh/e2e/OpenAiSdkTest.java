package org.rolemesh.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rolemesh.testing.Answers;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayUnderTest;

/** What works with OpenAI works with the gateway: their own client, against a backend that is well. */
class OpenAiSdkTest {
    private final FaultBackend backend = FaultBackend.start();
    private final GatewayUnderTest gateway = GatewayUnderTest.withRoles(backend.baseUrl(), backend.baseUrl());
    private final OpenAIClient client = OpenAiClients.of(gateway.url(), "test-client-key");

    @BeforeEach
    void roles_are_there() {
        gateway.awaitListed("planner", true);
        gateway.awaitListed("writer", true);
    }

    @AfterEach
    void leave_nothing_open() {
        client.close();
        gateway.close();
        backend.close();
    }

    @Test
    void models_are_listed() {
        List<Model> models = client.models().list().data();

        assertThat(models).extracting(Model::id).containsExactly("planner", "writer");
        assertThat(models).allSatisfy(Model::validate);
    }

    @Test
    void one_model_is_retrieved() {
        assertThat(client.models().retrieve("writer").validate().id()).isEqualTo("writer");
    }

    @Test
    void a_chat_is_answered() {
        ChatCompletion answer = client.chat().completions().create(OpenAiClients.chat("writer"));

        assertThat(answer.validate().choices().get(0).message().content()).contains("Hello from writer");
        assertThat(answer.usage().map(CompletionUsage::totalTokens)).contains(10L);
    }

    @Test
    void a_streamed_chat_adds_up_to_its_whole_text() {
        ChatCompletionCreateParams request = OpenAiClients.chat("planner").toBuilder()
                .putAdditionalBodyProperty("user", JsonValue.from("sdk"))
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();

        try (StreamResponse<ChatCompletionChunk> events =
                client.chat().completions().createStreaming(request)) {
            events.stream().forEach(event -> whole.accumulate(event.validate()));
        }

        ChatCompletion answer = whole.chatCompletion();
        assertThat(answer.choices().get(0).message().content()).contains("sdk#0 sdk#1 sdk#2 ");
        assertThat(answer.usage().map(CompletionUsage::totalTokens)).contains(10L);
    }

    @Test
    void an_input_is_embedded() {
        backend.on("/v1/embeddings", Answers.embeddings());

        CreateEmbeddingResponse answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("planner")
                        .input("hello")
                        .build());

        assertThat(answer.validate().data().get(0).embedding()).containsExactly(0.5f, -0.25f);
    }

    @Test
    void a_text_is_completed() {
        backend.on("/v1/completions", Answers.json(200, """
                {"id":"cmpl-1","object":"text_completion","created":1,"model":"planner","choices":
                [{"index":0,"text":" upon a time","logprobs":null,"finish_reason":"stop"}]}"""));

        Completion answer = client.completions()
                .create(CompletionCreateParams.builder()
                        .model("planner")
                        .prompt("Once")
                        .build());

        assertThat(answer.validate().choices().get(0).text()).isEqualTo(" upon a time");
        assertThat(backend.requests())
                .filteredOn(request -> request.path().equals("/v1/completions"))
                .singleElement()
                .satisfies(request -> assertThat(request.field("prompt")).contains("Once"));
    }
}
