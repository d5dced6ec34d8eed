package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

/**
 * A kind of answer, and what makes one complete.
 *
 * @param name as it is shown
 * @param model the simulator's model that gives it
 * @param events server-sent events it has, the last one {@code [DONE]}; 0 for one JSON document
 */
record Shape(String name, String model, int events) {
    static final Shape JSON = new Shape("JSON", "sentence", 0);
    static final Shape STREAM = new Shape("100 chunks", "burst", 101);

    /** The simulator's script for both: no delays, each answer made once and written in one piece. */
    static final String SCRIPT = """
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
            """;

    boolean streams() {
        return events > 0;
    }

    /** The request's body. */
    String body() {
        return "{\"model\":\"" + model + "\",\"stream\":" + streams()
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"How fast are you?\"}]}";
    }

    /** What is wrong with an answer that has ended; null when nothing is. */
    @Nullable
    String problem(AnswerParser answer) {
        if (answer.status() != 200) {
            return "status " + answer.status() + " (expected: 200)";
        }
        if (!streams()) {
            return answer.endsWith("}") ? null : "a body that does not end with } (expected: a JSON document)";
        }
        int found = answer.count("\n\n");
        if (found != events) {
            return found + " events (expected: " + events + ")";
        }
        return answer.endsWith("data: [DONE]\n\n") ? null : "the last event is not [DONE]";
    }
}
