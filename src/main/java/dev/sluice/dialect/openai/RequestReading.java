package dev.sluice.dialect.openai;

import static dev.sluice.dialect.ClientError.invalid;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.openai.OpenAiRequest.Edit;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Reads one request's body, and collects its fields and their positions. */
final class RequestReading {
    private static final byte[] ASK_USAGE_FIELD =
            ascii("\"stream_options\":{\"include_usage\":true},");
    private static final byte[] ASK_USAGE_OBJECT = ascii("{\"include_usage\":true}");
    private static final byte[] ASK_USAGE_FIRST = ascii("\"include_usage\":true,");
    private static final byte[] ASK_USAGE_ONLY = ascii("\"include_usage\":true");

    private static final byte[] TRUE = ascii("true");

    private final Operation operation;
    private final byte[] body;
    private final JsonParser parser;
    private final Set<String> seen = new HashSet<>();
    private @Nullable String model;
    private @Nullable Edit modelEdit;
    private @Nullable Edit usageEdit;
    private boolean streaming;
    private boolean usageWanted;
    private boolean inputSeen;
    private boolean logprobs;
    private int alternatives;
    private @Nullable Edit logprobsAt;
    private @Nullable Edit alternativesAt;
    private final EndUser endUser = new EndUser();

    RequestReading(Operation operation, byte[] body, JsonParser parser) {
        this.operation = operation;
        this.body = body;
        this.parser = parser;
    }

    OpenAiRequest read() throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw new BadRequest(BodyFault.noObject(body, first));
        }
        int afterBrace = offset(parser.currentLocation().getByteOffset());
        usageEdit = new Edit(afterBrace, afterBrace, ASK_USAGE_FIELD);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            field(parser.currentName());
        }
        if (parser.nextToken() != null) {
            throw new BadRequest(
                    BodyFault.of(body, parser.currentTokenLocation().getByteOffset()));
        }
        if (model == null || modelEdit == null) {
            throw new BadRequest(invalid(
                    "'model' is missing: name a model or a route",
                    "model",
                    "missing_required_parameter"));
        }
        if (!inputSeen) {
            String input = inputField();
            throw new BadRequest(
                    invalid("'" + input + "' is missing", input, "missing_required_parameter"));
        }
        return new OpenAiRequest(
                operation,
                model,
                streaming,
                usageWanted,
                endUser,
                body,
                new LogprobsAsked(logprobs, alternatives, logprobsAt, alternativesAt, afterBrace),
                modelEdit,
                usageEdit);
    }

    private void field(String name) throws IOException {
        JsonToken value = parser.nextToken();
        if (!seen.add(name)) {
            throw new BadRequest(invalid(
                    "'" + name + "' appears twice in the body", name, "duplicate_parameter"));
        }
        switch (name) {
            case "model" -> model(value);
            case "stream" -> streaming = flag(name, value) && operation != Operation.EMBEDDINGS;
            case "stream_options" -> streamOptions(value);
            case "messages", "prompt", "input" -> input(name, value);
            case "user" -> endUser.readUser(parser, value);
            case "metadata" -> endUser.readMetadata(parser, value);
            case "logprobs" -> logprobs(value);
            case "top_logprobs" -> alternativesAt = number(value);
            default -> parser.skipChildren();
        }
    }

    /**
     * A flag, or the number of alternatives in the legacy endpoint; the upstream has to judge other
     * values.
     */
    private void logprobs(JsonToken value) throws IOException {
        boolean flag = value == JsonToken.VALUE_TRUE;
        logprobs = flag || value == JsonToken.VALUE_NUMBER_INT;
        logprobsAt = number(value);
    }

    /** The position of a scalar; an integer is taken as the number of alternatives. */
    private @Nullable Edit number(JsonToken value) throws IOException {
        if (!value.isScalarValue()) {
            parser.skipChildren();
            return null;
        }
        int start = tokenStart();
        parser.finishToken();
        if (value == JsonToken.VALUE_NUMBER_INT) {
            alternatives = parser.getValueAsInt(0);
        }
        int end = value == JsonToken.VALUE_STRING
                ? offset(parser.currentLocation().getByteOffset())
                : start + parser.getTextLength();
        return new Edit(start, end, new byte[0]);
    }

    private void model(JsonToken value) throws IOException {
        int start = tokenStart();
        if (value != JsonToken.VALUE_STRING) {
            throw wrongType("model", "a string", value);
        }
        String name = parser.getText();
        if (name.isEmpty()) {
            throw new BadRequest(
                    invalid("'model' is empty: name a model or a route", "model", "invalid_value"));
        }
        model = name;
        modelEdit = new Edit(start, offset(parser.currentLocation().getByteOffset()), new byte[0]);
    }

    private void streamOptions(JsonToken value) throws IOException {
        int start = tokenStart();
        if (value == JsonToken.VALUE_NULL) {
            usageEdit = new Edit(start, start + 4, ASK_USAGE_OBJECT);
            return;
        }
        if (value != JsonToken.START_OBJECT) {
            throw wrongType("stream_options", "an object", value);
        }
        Edit edit = null;
        boolean empty = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            empty = false;
            boolean includeUsage = parser.currentName().equals("include_usage");
            JsonToken option = parser.nextToken();
            if (includeUsage) {
                int at = tokenStart();
                usageWanted = flag("stream_options.include_usage", option);
                edit = new Edit(at, at + (option == JsonToken.VALUE_FALSE ? 5 : 4), TRUE);
            } else {
                parser.skipChildren();
            }
        }
        if (usageWanted) {
            usageEdit = null;
        } else {
            usageEdit = edit != null
                    ? edit
                    : new Edit(start + 1, start + 1, empty ? ASK_USAGE_ONLY : ASK_USAGE_FIRST);
        }
    }

    private void input(String name, JsonToken value) throws IOException {
        if (!name.equals(inputField())) {
            parser.skipChildren();
            return;
        }
        inputSeen = true;
        if (operation == Operation.CHAT_COMPLETIONS) {
            if (value != JsonToken.START_ARRAY) {
                throw wrongType(name, "an array", value);
            }
            if (parser.nextToken() == JsonToken.END_ARRAY) {
                throw new BadRequest(invalid(
                        "'messages' is empty: at least one message is needed",
                        name,
                        "empty_array"));
            }
            do {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw wrongType(name + "[]", "objects", parser.currentToken());
                }
                parser.skipChildren();
            } while (parser.nextToken() != JsonToken.END_ARRAY);
            return;
        }
        if (value != JsonToken.VALUE_STRING && value != JsonToken.START_ARRAY) {
            throw wrongType(name, "a string or an array", value);
        }
        parser.skipChildren();
    }

    private String inputField() {
        return switch (operation) {
            case CHAT_COMPLETIONS -> "messages";
            case COMPLETIONS -> "prompt";
            case EMBEDDINGS -> "input";
        };
    }

    private boolean flag(String name, JsonToken value) throws IOException {
        return switch (value) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw wrongType(name, "true or false", value);
        };
    }

    private BadRequest wrongType(String name, String expected, JsonToken got) throws IOException {
        return JsonKinds.wrongType(parser, name, expected, got);
    }

    private int tokenStart() {
        return offset(parser.currentTokenLocation().getByteOffset());
    }

    private static int offset(long bytes) {
        return Math.toIntExact(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
