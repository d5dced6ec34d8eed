package dev.sluice.dialect.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Finds the words in the parts of an upstream's error, which may be nested in any way. */
final class ErrorWords {
    private static final List<String> WORDS = List.of(
            "message", "msg", "detail", "errors", "error", "reason", "description", "faultstring");
    private static final int DEPTH_MAX = 4;
    private static final int ITEMS_MAX = 5;

    private ErrorWords() {}

    /** The words of a value; null if it has none. */
    static @Nullable String of(@Nullable Object value) {
        return of(value, DEPTH_MAX);
    }

    /** The words of the first of these fields that has any; null if none has. */
    static @Nullable String ofAny(JsonObject body, List<String> fields) {
        return fields.stream()
                .map(field -> of(body.getValue(field)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** A number, also one in quotes; -1 if it is none. */
    static int number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.intValue();
        }
        return value instanceof String text && text.matches("[0-9]{1,9}")
                ? Integer.parseInt(text)
                : -1;
    }

    /** The HTTP status that goes with a kind of error; -1 if that is not known. */
    static int statusOf(String kind) {
        String name = kind.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        if (name.contains("invalidrequest") || name.contains("badrequest")) {
            return 400;
        }
        if (name.contains("ratelimit") || name.contains("insufficientquota")) {
            return 429;
        }
        return name.contains("overloaded") ? 503 : UpstreamError.NO_STATUS;
    }

    private static @Nullable String of(@Nullable Object value, int depth) {
        if (depth == 0) {
            return null;
        }
        return switch (value) {
            case String text -> text.isBlank() ? null : text;
            case JsonObject object -> ofObject(object, depth);
            case JsonArray list -> {
                String joined = list.stream()
                        .limit(ITEMS_MAX)
                        .map(item -> of(item, depth - 1))
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("; "));
                yield joined.isEmpty() ? null : joined;
            }
            case null, default -> null;
        };
    }

    private static @Nullable String ofObject(JsonObject object, int depth) {
        String words = null;
        for (String field : WORDS) {
            words = words == null ? of(object.getValue(field), depth - 1) : words;
        }
        // FastAPI says beside each message which field it is about.
        return words != null && object.getValue("loc") instanceof JsonArray path
                ? path.stream().map(String::valueOf).collect(Collectors.joining(".")) + ": " + words
                : words;
    }
}
