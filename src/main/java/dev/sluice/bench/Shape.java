package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A kind of answer, and how to tell that one is complete.
 *
 * @param name as it is shown
 * @param model the simulator's model that gives it
 * @param events server-sent events it has, the last one {@code [DONE]}; 0 for one JSON document
 * @param unit the unit that asks; null for none
 */
record Shape(
        String name, String model, int events, @Nullable String unit) {
    Shape(String name, String model, int events) {
        this(name, model, events, null);
    }

    static final Shape JSON = new Shape("JSON", "sentence", 0);
    static final Shape STREAM = new Shape("100 chunks", "burst", 101);

    /** Five tokens, 5 ms apart; the head is on its way before the first of them. */
    static final Shape FIRST = new Shape("first token", "first", 8);

    /** Tokens of a stream that windows are measured with: more than the longest window. */
    static final int WINDOW_TOKENS = 18;

    /** Tokens 5 ms apart, each with its log-probability if the request asks for it. */
    static final Shape WINDOW = new Shape("window", "windowed", WINDOW_TOKENS + 3);

    /** The pace of the long streams: about that of a large hosted model. */
    static final int PACE_PER_SECOND = 20;

    /** This many tokens at {@value #PACE_PER_SECOND} a second; each token is its number. */
    static Shape paced(int tokens) {
        return new Shape("paced", "paced", tokens + 3);
    }

    /** The simulator's script for all of them. Nothing in it depends on the request. */
    static String script(int pacedTokens) {
        return """
                models:
                  sentence:
                    - burst
                    - role
                    - text: "The quick brown fox jumps over the lazy dog."
                    - finish: stop
                    - usage: { prompt_tokens: 10, completion_tokens: 9 }
                    - done
                  burst:
                    - burst
                    - role
                    - text: " token"
                      repeat: 98
                    - finish: stop
                    - usage: { prompt_tokens: 10, completion_tokens: 98 }
                    - done
                  first:
                    - head
                    - role
                    - text: "%s"
                      pace: 200/s
                    - finish: stop
                    - usage: { prompt_tokens: 10, completion_tokens: 5 }
                    - done
                  windowed:
                    - head
                    - role
                    - text: "%s"
                      pace: 200/s
                    - finish: stop
                    - usage: { prompt_tokens: 10, completion_tokens: %d }
                    - done
                  paced:
                    - head
                    - role
                    - text: "%s"
                      pace: %d/s
                    - finish: stop
                    - usage: { prompt_tokens: 10, completion_tokens: %d }
                    - done
                """.formatted(
                        numbers(5),
                        numbers(WINDOW_TOKENS),
                        WINDOW_TOKENS,
                        numbers(pacedTokens),
                        PACE_PER_SECOND,
                        pacedTokens);
    }

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }

    boolean streams() {
        return events > 0;
    }

    /** The request's body. */
    String body() {
        return body(model);
    }

    /** The request's body, for another route. */
    String body(String route) {
        return "{\"model\":\"" + route + "\",\"stream\":" + streams()
                + (unit == null ? "" : ",\"user\":\"" + unit + "\"")
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"How fast are you?\"}]}";
    }

    /** The request's body, asking for log-probabilities too. */
    String scoredBody() {
        String body = body();
        return "{\"logprobs\":true," + body.substring(1);
    }

    /** The same answer from another route. */
    Shape by(String what, String route) {
        return new Shape(name + ", " + what, route, events, unit);
    }

    /** The same, asked by a unit. */
    Shape of(String asking) {
        return new Shape(name, model, events, asking);
    }

    /** What is wrong with an answer that has ended; null when nothing is. */
    @Nullable
    String problem(AnswerParser answer) {
        if (answer.status() != 200) {
            return "status " + answer.status() + " (expected: 200)";
        }
        if (!streams()) {
            return answer.endsWith("}")
                    ? null
                    : "a body that does not end with } (expected: a JSON document)";
        }
        int found = answer.count("\n\n");
        if (found != events) {
            return found + " events (expected: " + events + ")";
        }
        return answer.endsWith("data: [DONE]\n\n") ? null : "the last event is not [DONE]";
    }
}
