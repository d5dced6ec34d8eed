package dev.sluice.upstream.local.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes calls of tools from the JSON that a model was made to write: the name comes with the first
 * fragment of a call, then its arguments, as in OpenAI's streams.
 */
final class CallShaper implements ChoiceShaper, CallReader.Listener {
    private final Supplier<String> ids;
    private final CallReader reader = new CallReader(this);
    private final List<ObjectNode> made = new ArrayList<>();
    private int call = -1;
    private boolean begun;

    /** Makes a shaper; {@code ids} gives each call its id. */
    CallShaper(Supplier<String> ids) {
        this.ids = ids;
    }

    @Override
    public List<ObjectNode> accept(JsonNode choice) {
        made.clear();
        if (!begun) {
            begun = true;
            delta().put("role", "assistant").putNull("content");
        }
        JsonNode content = choice.path("delta").path("content");
        if (content.isTextual()) {
            reader.accept(content.textValue());
        }
        JsonNode reason = choice.path("finish_reason");
        if (reason.isTextual()) {
            delta();
            made.getLast()
                    .put(
                            "finish_reason",
                            reason.textValue().equals("stop") ? "tool_calls" : reason.textValue());
        }
        return List.copyOf(made);
    }

    @Override
    public void begins(String name) {
        call++;
        ObjectNode first = piece().put("id", ids.get()).put("type", "function");
        first.putObject("function").put("name", name).put("arguments", "");
    }

    @Override
    public void goesOn(String arguments) {
        piece().putObject("function").put("arguments", arguments);
    }

    private ObjectNode piece() {
        return delta().putArray("tool_calls").addObject().put("index", call);
    }

    private ObjectNode delta() {
        ObjectNode choice = JsonNodeFactory.instance.objectNode();
        made.add(choice);
        ObjectNode delta = choice.putObject("delta");
        choice.putNull("logprobs").putNull("finish_reason");
        return delta;
    }
}
