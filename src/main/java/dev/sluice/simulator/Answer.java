package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The timeline of one answer. Immutable; every method returns a longer timeline, so that a test
 * reads like the answer it scripts: {@code Answer.start().role().tokens("Hel",
 * "lo").gate("rest").finish("stop").done()}.
 */
public record Answer(List<Step> steps) {
    private static final Pattern WORD_ENDS = Pattern.compile("(?<=\\S)(?=\\s)");
    private static final Answer EMPTY = new Answer(List.of());

    public Answer {
        steps = List.copyOf(steps);
    }

    public static Answer start() {
        return EMPTY;
    }

    /** The answer of an unscripted model: the last user message, word by word. */
    public static Answer echo(PiecePace pace) {
        return EMPTY.with(new Step.Echo(pace));
    }

    /** A whole ordinary answer with this text. */
    public static Answer saying(String text) {
        return EMPTY.role().text(text).finish("stop").usage().done();
    }

    /** A refusal with this status and the OpenAI error envelope. */
    public static Answer refusing(int status) {
        return EMPTY.status(status, Map.of());
    }

    /** An ordinary answer with this many chunks, all in one write. */
    public static Answer burst(int chunks) {
        Step tokens =
                new Step.Tokens(List.of(" token"), chunks - 2, PiecePace.NONE, Logprobs.GENERATED);
        return EMPTY.burst().role().with(tokens).finish("stop").done();
    }

    public Answer with(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Answer(longer);
    }

    public Answer status(int code, Map<String, String> headers) {
        return with(new Step.Status(code, headers, null));
    }

    public Answer status(int code, Map<String, String> headers, String body) {
        return with(new Step.Status(code, headers, body));
    }

    public Answer head() {
        return with(new Step.Head());
    }

    public Answer delay(long millis) {
        return with(new Step.Delay(Duration.ofMillis(millis)));
    }

    /** A delay for only one in {@code every} requests: a slow tail. */
    public Answer delay(long millis, int every) {
        return with(new Step.Delay(Duration.ofMillis(millis), every));
    }

    public Answer gate(String name) {
        return with(new Step.Gate(name));
    }

    public Answer stall() {
        return with(new Step.Stall());
    }

    public Answer cut(Step.Cut.How how) {
        return with(new Step.Cut(how));
    }

    public Answer split(int bytes) {
        return with(new Step.Split(bytes));
    }

    public Answer burst() {
        return with(new Step.Burst());
    }

    public Answer role() {
        return with(new Step.Role());
    }

    public Answer choices(int n) {
        return with(new Step.Choices(n));
    }

    public Answer tokens(String... tokens) {
        return tokens(PiecePace.NONE, Logprobs.GENERATED, tokens);
    }

    public Answer tokens(PiecePace pace, Logprobs logprobs, String... tokens) {
        return with(new Step.Tokens(List.of(tokens), 1, pace, logprobs));
    }

    /** The same token again and again, for streams too long for any buffer. */
    public Answer repeated(String token, int times) {
        return with(new Step.Tokens(List.of(token), times, PiecePace.NONE, Logprobs.GENERATED));
    }

    public Answer text(String text) {
        return with(new Step.Tokens(words(text), 1, PiecePace.NONE, Logprobs.GENERATED));
    }

    public Answer toolCall(String id, String name, String... arguments) {
        return with(new Step.ToolCall(id, name, List.of(arguments), PiecePace.NONE));
    }

    public Answer finish(String reason) {
        return with(new Step.Finish(reason));
    }

    /** A usage chunk with counted totals. */
    public Answer usage() {
        return with(new Step.Usage(null));
    }

    public Answer usage(int promptTokens, int completionTokens) {
        return with(new Step.Usage(Documents.usage(promptTokens, completionTokens)));
    }

    public Answer done() {
        return with(new Step.Done());
    }

    public Answer comment(String text) {
        return with(new Step.Comment(text));
    }

    public Answer raw(String text) {
        return raw(Buffer.buffer(text));
    }

    public Answer raw(Buffer bytes) {
        return with(new Step.Raw(bytes));
    }

    public Answer malformed() {
        return with(new Step.Malformed(Documents.BROKEN_JSON));
    }

    public Answer error(String message, String type) {
        return with(new Step.ErrorEvent(Documents.error(message, type, null)));
    }

    public Answer chunk(JsonObject fields) {
        return with(new Step.Chunk(fields));
    }

    /**
     * Splits a text before every run of white space, so that the words joined give the text again.
     */
    static List<String> words(String text) {
        return WORD_ENDS.splitAsStream(text).toList();
    }
}
