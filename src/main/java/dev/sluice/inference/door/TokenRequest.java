package dev.sluice.inference.door;

import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The body of a request about tokens: fields of vLLM's routes, and of llama.cpp's. */
record TokenRequest(JsonObject body) {
    /** A token may be one character, and each has an object in memory. */
    private static final int CHARS_MAX = 500_000;

    /**
     * Parses a body.
     *
     * @throws BadRequest if it is no JSON object
     */
    static TokenRequest read(Buffer body) {
        try {
            return new TokenRequest(new JsonObject(body));
        } catch (DecodeException | ClassCastException e) {
            throw bad("the body is not a JSON object", null, "invalid_json");
        }
    }

    /** The model; null if none is named. */
    @Nullable
    String model() {
        return text("model");
    }

    /** The messages, as JSON; null if a text is given. */
    @Nullable
    String messages() {
        Object messages = body.getValue("messages");
        if (messages == null) {
            return null;
        }
        if (messages instanceof JsonArray array) {
            return array.encode();
        }
        throw bad("'messages' is not an array", "messages", "invalid_type");
    }

    /** The text: vLLM calls it a prompt, llama.cpp content. */
    String text() {
        String prompt = text("prompt");
        String content = prompt == null ? text("content") : prompt;
        if (content == null) {
            throw bad(
                    "'prompt' is missing (expected: a text in 'prompt' or 'content', or "
                            + "'messages')",
                    "prompt",
                    "missing_required_parameter");
        }
        if (content.length() > CHARS_MAX) {
            throw bad(
                    "the text has " + content.length() + " characters (expected: at most "
                            + CHARS_MAX + ")",
                    prompt == null ? "content" : "prompt",
                    "invalid_value");
        }
        return content;
    }

    /** Whether special tokens are added: vLLM's default is true, llama.cpp's false. */
    boolean special() {
        Boolean added = flag("add_special_tokens");
        if (added == null) {
            added = flag("add_special");
        }
        return added == null ? body.getValue("prompt") != null : added;
    }

    /** Whether the flag is set. */
    boolean is(String name) {
        return Boolean.TRUE.equals(flag(name));
    }

    /** The ids of tokens. */
    List<Integer> tokens() {
        if (!(body.getValue("tokens") instanceof JsonArray given)) {
            throw bad(
                    "'tokens' is missing or not an array (expected: ids of tokens)",
                    "tokens",
                    "missing_required_parameter");
        }
        List<Integer> ids = new ArrayList<>(given.size());
        for (int i = 0; i < given.size(); i++) {
            if (!(given.getValue(i) instanceof Integer id) || id < 0) {
                throw bad(
                        "'tokens[" + i + "]' is not the id of a token (expected: an integer of at "
                                + "least 0)",
                        "tokens",
                        "invalid_value");
            }
            ids.add(id);
        }
        return ids;
    }

    private @Nullable Boolean flag(String name) {
        Object value = body.getValue(name);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw bad("'" + name + "' is not true or false", name, "invalid_type");
    }

    private @Nullable String text(String name) {
        Object value = body.getValue(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw bad("'" + name + "' is not a string", name, "invalid_type");
    }

    private static BadRequest bad(String message, @Nullable String param, String code) {
        return new BadRequest(ClientError.invalid(message, param, code));
    }
}
