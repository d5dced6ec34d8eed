package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads one {@link Step}: a bare word, or a map with the step's name and its arguments. */
final class StepParser {
    private static final Set<String> PACE = Set.of("pace", "jitter", "seed");
    private static final Set<String> SPEECH =
            Set.of("pace", "jitter", "seed", "repeat", "logprobs");
    private static final int REPEAT_MAX = 100_000_000;
    private static final int CHOICES_MAX = 128;
    private static final int EVERY_MAX = 1_000_000;
    private static final int SPLIT_MAX = 1 << 20;

    /** Every step, with the fields allowed beside it. */
    private static final Map<String, Set<String>> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put("status", Set.of("headers", "body"));
        STEPS.put("tokens", SPEECH);
        STEPS.put("text", SPEECH);
        STEPS.put("tool-call", PACE);
        STEPS.put("echo", PACE);
        STEPS.put("head", Set.of());
        STEPS.put("delay", Set.of("every"));
        for (String plain : List.of("gate", "stall", "cut", "split", "burst", "role", "n")) {
            STEPS.put(plain, Set.of());
        }
        for (String plain : List.of(
                "finish", "usage", "done", "comment", "raw", "malformed", "error", "chunk")) {
            STEPS.put(plain, Set.of());
        }
    }

    private static final Set<String> FINISH_REASONS =
            Set.of("stop", "length", "tool_calls", "content_filter", "function_call");

    private final Map<String, ScriptNode> fields;

    private StepParser(Map<String, ScriptNode> fields) {
        this.fields = fields;
    }

    static Step step(ScriptNode node) {
        Map<String, ScriptNode> fields = node.value() instanceof String word
                ? Map.of(word, new ScriptNode(node.path() + "." + word, null))
                : node.fields("a step: one of " + STEPS.keySet());
        List<String> names = fields.keySet().stream().filter(STEPS::containsKey).toList();
        if (names.size() != 1) {
            throw node.expected((names.isEmpty() ? "a step" : "one step, not " + names)
                    + ": one of " + STEPS.keySet());
        }
        String name = names.getFirst();
        Set<String> allowed = STEPS.getOrDefault(name, Set.of());
        fields.forEach((field, it) -> {
            if (!field.equals(name) && !allowed.contains(field)) {
                throw it.expected("no such field beside " + name
                        + (allowed.isEmpty() ? "" : "; allowed: " + allowed));
            }
        });
        return new StepParser(fields).read(name, field(fields, name));
    }

    private Step read(String name, ScriptNode it) {
        return switch (name) {
            case "status" -> new Step.Status(it.integer(200, 599), headers(), body());
            case "head" -> new Step.Head();
            case "delay" -> new Step.Delay(it.duration(), every());
            case "gate" -> new Step.Gate(it.text("the gate's name"));
            case "stall" -> new Step.Stall();
            case "cut" -> new Step.Cut(how(it));
            case "split" -> new Step.Split(it.integer(1, SPLIT_MAX));
            case "burst" -> new Step.Burst();
            case "role" -> new Step.Role();
            case "n" -> new Step.Choices(it.integer(1, CHOICES_MAX));
            case "tokens" ->
                tokens(
                        it.list("a list of texts").stream()
                                .map(t -> t.text("a text"))
                                .toList(),
                        it);
            case "text" -> tokens(Answer.words(it.text("a text")), it);
            case "tool-call" -> toolCall(it);
            case "echo" ->
                new Step.Echo(
                        pace(PiecePace.perSecond(Script.ECHO_TOKENS_PER_SECOND).gap()));
            default -> frame(name, it);
        };
    }

    private static Step frame(String name, ScriptNode it) {
        return switch (name) {
            case "finish" -> new Step.Finish(finishReason(it));
            case "usage" -> new Step.Usage(it.value() == null ? null : usage(it));
            case "done" -> new Step.Done();
            case "comment" -> new Step.Comment(it.text("a text"));
            case "raw" -> new Step.Raw(raw(it));
            case "malformed" ->
                new Step.Malformed(it.value() == null ? Documents.BROKEN_JSON : it.text("a text"));
            case "error" -> new Step.ErrorEvent(error(it));
            case "chunk" -> new Step.Chunk(new JsonObject(it.json("a JSON object")));
            default -> throw new IllegalStateException("No reader for the step " + name);
        };
    }

    private Step tokens(List<String> tokens, ScriptNode it) {
        if (tokens.isEmpty()) {
            throw it.expected("one token or more");
        }
        ScriptNode repeat = fields.get("repeat");
        int times = repeat == null ? 1 : repeat.integer(1, REPEAT_MAX / tokens.size());
        return new Step.Tokens(tokens, times, pace(Duration.ZERO), logprobs(tokens.size()));
    }

    private Step toolCall(ScriptNode it) {
        String shape = "id:, name: and arguments:";
        Map<String, ScriptNode> call = it.fields(shape);
        if (!call.keySet().equals(Set.of("id", "name", "arguments"))) {
            throw it.expected(shape);
        }
        ScriptNode arguments = field(call, "arguments");
        List<String> fragments = arguments.value() instanceof List<?>
                ? arguments.list("fragments").stream()
                        .map(f -> f.text("a text"))
                        .toList()
                : List.of(arguments.text("a text, or a list of fragments"));
        String id = field(call, "id").text("a text");
        return new Step.ToolCall(
                id, field(call, "name").text("a text"), fragments, pace(Duration.ZERO));
    }

    private PiecePace pace(Duration gapByDefault) {
        ScriptNode pace = fields.get("pace");
        ScriptNode jitter = fields.get("jitter");
        ScriptNode seed = fields.get("seed");
        Duration gap = pace == null ? gapByDefault : gap(pace);
        int start = seed == null ? 1 : seed.integer(0, Integer.MAX_VALUE);
        return new PiecePace(gap, jitter == null ? Duration.ZERO : jitter.duration(), start);
    }

    private static Duration gap(ScriptNode pace) {
        String text = String.valueOf(pace.value());
        if (!text.endsWith("/s")) {
            return pace.duration();
        }
        try {
            double rate =
                    Double.parseDouble(text.substring(0, text.length() - 2).strip());
            if (rate > 0) {
                return PiecePace.perSecond(rate).gap();
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the error, which shows the value.
        }
        throw pace.expected("a gap such as 20ms, or tokens per second such as 50/s");
    }

    private Logprobs logprobs(int tokens) {
        ScriptNode it = fields.get("logprobs");
        if (it == null || "generated".equals(it.value())) {
            return Logprobs.GENERATED;
        }
        if ("none".equals(it.value())) {
            return Logprobs.NONE;
        }
        List<Double> values = it.list("generated, none, or a list of numbers").stream()
                .map(ScriptNode::number)
                .toList();
        if (values.size() != tokens || values.stream().anyMatch(value -> value > 0)) {
            throw it.expected(tokens + " numbers (one for each token), none above 0");
        }
        return new Logprobs(true, values);
    }

    private int every() {
        ScriptNode it = fields.get("every");
        return it == null ? 1 : it.integer(1, EVERY_MAX);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        ScriptNode it = fields.get("headers");
        if (it != null) {
            it.fields("header names and values")
                    .forEach((name, value) -> headers.put(name, value.text("a text")));
        }
        return headers;
    }

    private @Nullable String body() {
        ScriptNode it = fields.get("body");
        if (it == null) {
            return null;
        }
        return it.value() instanceof Map<?, ?>
                ? new JsonObject(it.json("")).encode()
                : it.text("a text or a map");
    }

    private static Step.Cut.How how(ScriptNode it) {
        return switch (String.valueOf(it.value()).toLowerCase(Locale.ROOT)) {
            case "fin" -> Step.Cut.How.FIN;
            case "rst" -> Step.Cut.How.RST;
            default -> throw it.expected("fin or rst");
        };
    }

    private static String finishReason(ScriptNode it) {
        String reason = it.value() == null ? "stop" : it.text("a finish reason");
        if (!FINISH_REASONS.contains(reason)) {
            throw it.expected("stop, length, tool_calls, content_filter or function_call");
        }
        return reason;
    }

    private static JsonObject usage(ScriptNode it) {
        String shape = "prompt_tokens: and completion_tokens:, whole numbers";
        JsonObject totals = new JsonObject(it.json(shape));
        if (!(totals.getValue("prompt_tokens") instanceof Integer prompt)
                || !(totals.getValue("completion_tokens") instanceof Integer completion)) {
            throw it.expected(shape);
        }
        return Documents.usage(prompt, completion).mergeIn(totals);
    }

    private static Buffer raw(ScriptNode it) {
        if (!(it.value() instanceof Map<?, ?>)) {
            return Buffer.buffer(it.text("a text, or base64: with bytes"));
        }
        ScriptNode encoded = it.fields("").get("base64");
        try {
            return Buffer.buffer(
                    Base64.getDecoder().decode(encoded == null ? "?" : encoded.text("Base64")));
        } catch (IllegalArgumentException e) {
            throw it.expected("a text, or base64: with bytes in Base64");
        }
    }

    private static JsonObject error(ScriptNode it) {
        if (it.value() instanceof Map<?, ?>) {
            return Documents.error("Simulated failure.", "server_error", null)
                    .mergeIn(new JsonObject(it.json("an error object")));
        }
        return Documents.error(
                it.value() == null ? "Simulated failure." : it.text("a text"),
                "server_error",
                null);
    }

    private static ScriptNode field(Map<String, ScriptNode> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }
}
