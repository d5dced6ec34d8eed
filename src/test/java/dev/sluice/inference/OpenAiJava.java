package dev.sluice.inference;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

import dev.sluice.testing.Gateway;

import java.util.List;

/** OpenAI's own client for Java, pointed at the gateway under test. */
final class OpenAiJava {
    private OpenAiJava() {}

    static OpenAIClient client(String key) {
        return client(key, 0);
    }

    static OpenAIClient client(String key, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + Gateway.port() + "/v1")
                .apiKey(key)
                .maxRetries(retries)
                .build();
    }

    static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder().model("tuned").addUserMessage("Say hello");
    }

    static List<ChatCompletionChunk> stream(
            OpenAIClient client, ChatCompletionCreateParams request) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            return stream.stream().toList();
        }
    }

    static String text(List<ChatCompletionChunk> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> chunk.choices()
                .forEach(choice -> choice.delta().content().ifPresent(text::append)));
        return text.toString();
    }
}
