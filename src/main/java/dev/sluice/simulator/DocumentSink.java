package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects the steps into the one JSON document that a request without {@code stream} gets.
 * Comments and {@code [DONE]} are left out; raw bytes, a broken frame or an error replace the whole
 * document.
 */
public final class DocumentSink implements AnswerSink {
    private final AnswerHead head;
    private final Consumer<Buffer> out;
    private final List<ChoiceDocument> choices = new ArrayList<>();
    private final JsonObject document;
    private @Nullable Buffer instead;
    private int tokens;

    public DocumentSink(AnswerHead head, Consumer<Buffer> out) {
        this.head = head;
        this.out = out;
        this.document = head.object(false).putNull("choices");
        choices.add(new ChoiceDocument(head.request().endpoint(), 0));
    }

    @Override
    public void put(Step.Frame frame) {
        switch (frame) {
            case Step.Choices(int n) -> {
                while (choices.size() < n) {
                    choices.add(new ChoiceDocument(head.request().endpoint(), choices.size()));
                }
            }
            case Step.Finish(String reason) -> choices.forEach(choice -> choice.finish(reason));
            case Step.Usage(JsonObject totals) ->
                document.put(
                        "usage",
                        totals == null
                                ? Documents.usage(head.request().promptTokens(), tokens)
                                : totals);
            case Step.Raw(Buffer bytes) ->
                instead = (instead == null ? Buffer.buffer() : instead).appendBuffer(bytes);
            case Step.Malformed(String data) -> instead = Buffer.buffer(data);
            case Step.ErrorEvent(JsonObject error) ->
                instead = new JsonObject().put("error", error).toBuffer();
            case Step.Chunk(JsonObject fields) -> chunk(fields);
            case Step.Role role -> {}
            case Step.Done done -> {}
            case Step.Comment comment -> {}
        }
    }

    @Override
    public void piece(Step.Spoken spoken, int piece) {
        tokens += choices.size();
        switch (spoken) {
            case Step.Tokens speech -> {
                String token = speech.token(piece);
                int alternatives = speech.logprobs().sent() ? head.request().alternatives() : -1;
                double logprob = speech.logprobs().of(token, piece);
                choices.forEach(choice -> choice.token(token, logprob, alternatives));
            }
            case Step.ToolCall call -> {
                if (piece == 0) {
                    choices.forEach(choice -> choice.toolCall(call));
                }
            }
        }
    }

    @Override
    public void finish() {
        if (instead != null) {
            out.accept(instead);
            return;
        }
        JsonArray all = new JsonArray();
        choices.forEach(choice -> all.add(choice.json()));
        out.accept(document.put("choices", all).toBuffer());
    }

    private void chunk(JsonObject fields) {
        for (String name : fields.fieldNames()) {
            if (!name.equals("choices") && !name.equals("object")) {
                document.put(name, fields.getValue(name));
            }
        }
        if (fields.getValue("choices") instanceof JsonArray parts) {
            for (Object part : parts) {
                if (part instanceof JsonObject object
                        && object.getValue("index") instanceof Integer index
                        && index >= 0
                        && index < choices.size()) {
                    choices.get(index).merge(object);
                }
            }
        }
    }
}
