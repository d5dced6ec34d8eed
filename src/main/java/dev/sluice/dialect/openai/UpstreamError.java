package dev.sluice.dialect.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What an upstream's error says, whichever of the shapes that servers write it has: nested in
 * {@code error} as OpenAI's, flat (vLLM, SGLang, Mistral), in {@code detail} (FastAPI), in a list
 * (Google), in {@code base_resp} (MiniMax), or only in the reason for which an answer ended.
 *
 * @param message the upstream's words
 * @param type its kind in the upstream's terms; null if it has none
 * @param param the field at fault; null if it names none
 * @param code the upstream's code; null if it has none
 * @param status HTTP status that it names; {@link #NO_STATUS} if it names none
 * @param asOpenAi whether clients of OpenAI can read it as it is
 */
record UpstreamError(
        String message,
        @Nullable String type,
        @Nullable String param,
        @Nullable String code,
        int status,
        boolean asOpenAi) {
    static final int NO_STATUS = -1;

    /** Characters of the words; what is longer repeats what was sent. */
    private static final int MESSAGE_MAX = 8_000;

    /** Fields that only errors have. */
    private static final List<String> MARKS = List.of(
            "detail",
            "errors",
            "error_message",
            "error_msg",
            "errorMessage",
            "errorMsg",
            "error_code",
            "fault");

    /** Fields with the words of an error that is flat, the surest first. */
    private static final List<String> FLAT = List.of(
            "message",
            "detail",
            "errors",
            "error_message",
            "error_msg",
            "errorMessage",
            "errorMsg",
            "fault",
            "msg",
            "title");

    /**
     * Whether the data of an event, or a document with status 200, is an error and no answer. Reads
     * a tree: only for what has no choices.
     */
    static boolean isReported(byte[] bytes, int from, int to) {
        if (from == to || (bytes[from] != '{' && bytes[from] != '[')) {
            return false;
        }
        return inside200(Buffer.buffer(to - from).appendBytes(bytes, from, to - from)) != null;
    }

    /** Reads what came with status 200; null if it is no error. */
    static @Nullable UpstreamError inside200(Buffer json) {
        JsonObject body = object(json);
        if (body == null) {
            return null;
        }
        return isFilled(body.getValue("error")) || isMarked(body) ? of(body) : ofChoices(body);
    }

    /** Whether a document has a list of choices, which an error alone has not. */
    static boolean hasChoices(Buffer json) {
        JsonObject body = object(json);
        return body != null && body.getValue("choices") instanceof JsonArray;
    }

    /** Reads the body of a refusal; null if it has no words. */
    static @Nullable UpstreamError refusal(Buffer body) {
        JsonObject json = object(body);
        if (json != null) {
            UpstreamError failed = isFilled(json.getValue("error")) ? null : ofChoices(json);
            UpstreamError error = failed == null ? of(json) : failed;
            return error == null || isObject(body) ? error : error.asOpenAi(false);
        }
        String text = body.toString().strip();
        boolean words = !text.isEmpty() && "<{[".indexOf(text.charAt(0)) < 0;
        return words ? said(text, new JsonObject(), new JsonObject()) : null;
    }

    private static @Nullable UpstreamError of(JsonObject body) {
        Object error = body.getValue("error");
        if (error instanceof JsonObject nested) {
            String message = ErrorWords.of(nested);
            if (message == null) {
                message = ErrorWords.ofAny(body, FLAT);
            }
            UpstreamError found = message == null ? null : said(message, nested, body);
            return found != null && nested.getValue("message") instanceof String
                    ? found.asOpenAi(true)
                    : found;
        }
        JsonObject base =
                body.getValue("base_resp") instanceof JsonObject resp ? resp : new JsonObject();
        String message = isFilled(error) ? ErrorWords.of(error) : null;
        if (message == null || body.getValue("message") instanceof String) {
            String flat = ErrorWords.ofAny(body, FLAT);
            message = flat == null ? message : flat;
        }
        if (message == null) {
            message = ErrorWords.of(base.getValue("status_msg"));
        }
        if (message == null && "error".equals(body.getValue("object"))) {
            message = "the upstream reported an error without a message";
        }
        return message == null ? null : said(message, body, base);
    }

    /** An answer with a choice that failed; null for every other. */
    private static @Nullable UpstreamError ofChoices(JsonObject body) {
        if (!(body.getValue("choices") instanceof JsonArray choices)) {
            return null;
        }
        for (Object each : choices) {
            if (each instanceof JsonObject choice
                    && choice.getValue("finish_reason") instanceof String reason
                    && ChoiceSkim.isFailure(reason)) {
                JsonObject error =
                        choice.getValue("error") instanceof JsonObject its ? its : new JsonObject();
                String words = ErrorWords.of(error);
                return said(
                        words == null ? "the answer ended with '" + reason + "'" : words,
                        error,
                        new JsonObject());
            }
        }
        return null;
    }

    private static boolean isMarked(JsonObject body) {
        if (body.getValue("choices") instanceof JsonArray choices && !choices.isEmpty()) {
            return false;
        }
        boolean base = body.getValue("base_resp") instanceof JsonObject resp
                && resp.getValue("status_code") instanceof Number code
                && code.intValue() != 0;
        boolean named = "error".equals(body.getValue("object"))
                || "error".equals(body.getValue("type"))
                || "error".equals(body.getValue("status"))
                || Boolean.FALSE.equals(body.getValue("success"));
        boolean bare = body.getValue("message") instanceof String
                && !body.containsKey("type")
                && !body.containsKey("event");
        return base
                || named
                || bare
                || status(body) != NO_STATUS
                || MARKS.stream().anyMatch(mark -> isFilled(body.getValue(mark)));
    }

    private static UpstreamError said(String message, JsonObject inner, JsonObject outer) {
        Object type =
                inner.getValue("type") == null ? inner.getValue("status") : inner.getValue("type");
        Object code = inner.getValue("code");
        int status = status(inner) == NO_STATUS ? status(outer) : status(inner);
        String kind = type instanceof String text && !text.equals("error") ? text : null;
        return new UpstreamError(
                message.length() > MESSAGE_MAX ? message.substring(0, MESSAGE_MAX) + "…" : message,
                kind,
                inner.getValue("param") instanceof String param ? param : null,
                code instanceof String || code instanceof Number ? code.toString() : null,
                status == NO_STATUS && kind != null ? ErrorWords.statusOf(kind) : status,
                false);
    }

    private UpstreamError asOpenAi(boolean readable) {
        return new UpstreamError(message, type, param, code, status, readable);
    }

    private static boolean isObject(Buffer body) {
        return body.toString().stripLeading().startsWith("{");
    }

    private static int status(JsonObject body) {
        for (String field : List.of("code", "status", "status_code", "statusCode")) {
            int status = ErrorWords.number(body.getValue(field));
            if (status >= 400 && status < 600) {
                return status;
            }
        }
        return NO_STATUS;
    }

    private static boolean isFilled(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean truth -> truth;
            case String text -> !text.isBlank();
            case JsonObject object -> !object.isEmpty();
            case JsonArray array -> !array.isEmpty();
            default -> true;
        };
    }

    /** The object, or the first one of a list; null if there is none. */
    private static @Nullable JsonObject object(Buffer json) {
        try {
            Object value = Json.decodeValue(json);
            Object first =
                    value instanceof JsonArray list && !list.isEmpty() ? list.getValue(0) : value;
            return first instanceof JsonObject object ? object : null;
        } catch (DecodeException e) {
            return null;
        }
    }
}
