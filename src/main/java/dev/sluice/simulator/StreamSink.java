package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Makes server-sent events, one per chunk, as OpenAI's streaming endpoints do. Runs on the answer's
 * event loop.
 */
public final class StreamSink implements AnswerSink {
    private final AnswerHead head;
    private final boolean chat;
    private final boolean usageAsked;
    private final Consumer<Buffer> out;
    private final String chunkStart;
    private final String chunkEnd;
    private int choices = 1;
    private int tokens;
    private int textLength;
    private int toolCalls;

    public StreamSink(AnswerHead head, Consumer<Buffer> out) {
        this.head = head;
        this.chat = head.request().endpoint() == SimulatedOperation.CHAT;
        this.usageAsked = head.request().usageAsked();
        this.out = out;
        String fields = head.object(true).encode();
        this.chunkStart = "data: " + fields.substring(0, fields.length() - 1) + ",\"choices\":[";
        this.chunkEnd = (usageAsked ? "],\"usage\":null}" : "]}") + "\n\n";
    }

    @Override
    public void put(Step.Frame frame) {
        switch (frame) {
            case Step.Choices(int n) -> choices = n;
            case Step.Role() -> role();
            case Step.Finish(String reason) -> finishReason(reason);
            case Step.Usage(JsonObject totals) -> usage(totals);
            case Step.Done() -> write("data: [DONE]\n\n");
            case Step.Comment(String text) -> write(": " + text + "\n\n");
            case Step.Raw(Buffer bytes) -> out.accept(bytes);
            case Step.Malformed(String data) -> write("data: " + data + "\n\n");
            case Step.ErrorEvent(JsonObject error) -> data(new JsonObject().put("error", error));
            case Step.Chunk(JsonObject fields) -> chunk(fields);
        }
    }

    @Override
    public void piece(Step.Spoken spoken, int piece) {
        switch (spoken) {
            case Step.Tokens speech -> token(speech, piece);
            case Step.ToolCall call -> toolCall(call, piece);
        }
    }

    @Override
    public void finish() {}

    private void role() {
        if (chat) {
            forEachChoice("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", null, null);
        }
    }

    private void finishReason(String reason) {
        forEachChoice(chat ? "{}" : "\"\"", null, reason);
    }

    private void token(Step.Tokens speech, int piece) {
        String token = speech.token(piece);
        int alternatives = head.request().alternatives();
        JsonObject logprobs = null;
        if (alternatives >= 0 && speech.logprobs().sent()) {
            double logprob = speech.logprobs().of(token, piece);
            logprobs = chat
                    ? new JsonObject()
                            .put(
                                    "content",
                                    JsonArray.of(Logprobs.chatEntry(token, logprob, alternatives)))
                            .putNull("refusal")
                    : Logprobs.legacy(token, logprob, alternatives, textLength);
        }
        String text = Json.encode(token);
        forEachChoice(chat ? "{\"content\":" + text + "}" : text, logprobs, null);
        tokens += choices;
        textLength += token.length();
    }

    private void toolCall(Step.ToolCall call, int piece) {
        JsonObject function = new JsonObject();
        JsonObject delta = new JsonObject().put("index", toolCalls);
        if (piece == 0) {
            delta.put("id", call.id()).put("type", "function");
            function.put("name", call.name()).put("arguments", "");
        } else {
            function.put("arguments", call.arguments().get(piece - 1));
        }
        delta.put("function", function);
        forEachChoice(new JsonObject().put("tool_calls", JsonArray.of(delta)).encode(), null, null);
        tokens += choices;
        toolCalls += piece == call.pieces() - 1 ? 1 : 0;
    }

    private void usage(@Nullable JsonObject totals) {
        if (usageAsked) {
            JsonObject counted = Documents.usage(head.request().promptTokens(), tokens);
            data(head.object(true)
                    .put("choices", new JsonArray())
                    .put("usage", totals == null ? counted : totals));
        }
    }

    private void chunk(JsonObject fields) {
        JsonObject chunk = head.object(true);
        if (usageAsked) {
            chunk.putNull("usage");
        }
        data(chunk.mergeIn(fields));
    }

    private void forEachChoice(
            String content, @Nullable JsonObject logprobs, @Nullable String reason) {
        String field = chat ? ",\"delta\":" : ",\"text\":";
        String rest = ",\"logprobs\":" + (logprobs == null ? "null" : logprobs.encode())
                + ",\"finish_reason\":" + (reason == null ? "null" : "\"" + reason + "\"") + "}";
        for (int choice = 0; choice < choices; choice++) {
            write(chunkStart + "{\"index\":" + choice + field + content + rest + chunkEnd);
        }
    }

    private void data(JsonObject json) {
        write("data: " + json.encode() + "\n\n");
    }

    private void write(String text) {
        out.accept(Buffer.buffer(text));
    }
}
