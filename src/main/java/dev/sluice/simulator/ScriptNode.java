package dev.sluice.simulator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value of the script with its path, so that every error names both. */
record ScriptNode(String path, @Nullable Object value) {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m)");
    private static final int SHOWN_CHARACTERS_MAX = 80;

    ScriptException expected(String what) {
        String shown = String.valueOf(value);
        String cut = shown.length() > SHOWN_CHARACTERS_MAX
                ? shown.substring(0, SHOWN_CHARACTERS_MAX) + "…"
                : shown;
        return new ScriptException(path + ": " + cut + " (expected: " + what + ")");
    }

    String text(String what) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw expected(what);
    }

    int integer(int min, int max) {
        if (value instanceof Integer number && number >= min && number <= max) {
            return number;
        }
        throw expected("a whole number from " + min + " to " + max);
    }

    double number() {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw expected("a number");
    }

    Duration duration() {
        Matcher matcher = DURATION.matcher(String.valueOf(value));
        if (!matcher.matches()) {
            throw expected("a duration such as 200ms, 1.5s or 2m");
        }
        double unitNanos = switch (matcher.group(2)) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            default -> 60e9;
        };
        return Duration.ofNanos((long) (Double.parseDouble(matcher.group(1)) * unitNanos));
    }

    List<ScriptNode> list(String what) {
        if (!(value instanceof List<?> items)) {
            throw expected(what);
        }
        List<ScriptNode> nodes = new ArrayList<>();
        for (Object item : items) {
            nodes.add(new ScriptNode(path + "[" + nodes.size() + "]", item));
        }
        return nodes;
    }

    Map<String, ScriptNode> fields(String what) {
        if (!(value instanceof Map<?, ?> map)) {
            throw expected(what);
        }
        Map<String, ScriptNode> nodes = new LinkedHashMap<>();
        String prefix = path.isEmpty() ? "" : path + ".";
        map.forEach((key, field) ->
                nodes.put(String.valueOf(key), new ScriptNode(prefix + key, field)));
        return nodes;
    }

    /** The value as it would be in JSON: maps with text keys, all the way down. */
    Map<String, Object> json(String what) {
        fields(what);
        return object((Map<?, ?>) Objects.requireNonNull(value));
    }

    private static Map<String, Object> object(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, field) -> copy.put(String.valueOf(key), plain(field)));
        @SuppressWarnings("NullAway") // JSON objects hold nulls, and JsonObject takes them
        Map<String, Object> result = copy;
        return result;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> object(map);
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(item -> copy.add(plain(item)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
