package dev.sluice.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.time.Duration;

/** An upstream that is slow for one answer in {@value #EVERY}, and counts its calls. Blocks. */
record SlowTail(Target target) {
    /** One answer in this many is slow: five percent. */
    static final int EVERY = 20;

    static final int SLOW_MILLIS = 400;

    /** How long all other answers take. */
    static final int USUAL_MILLIS = 20;

    /** Its models; each has a tail of its own. */
    static final String FIRST = "tail-first";

    static final String SECOND = "tail-second";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = 6;
    private static final Duration GRACE = Duration.ofMillis(2L * SLOW_MILLIS);
    private static final Duration LOOK = Duration.ofMillis(20);

    /** The answer that it gives. */
    static Shape shape(String route) {
        return new Shape("slow tail", route, EVENTS);
    }

    static String script() {
        String answer = """
                    - delay: %dms
                    - delay: %dms
                      every: %d
                    - role
                    - text: "0 1 2"
                    - finish: stop
                    - usage: { prompt_tokens: 10, completion_tokens: 3 }
                    - done
                """.formatted(USUAL_MILLIS, SLOW_MILLIS, EVERY);
        return "models:\n  " + FIRST + ":\n" + answer + "  " + SECOND + ":\n" + answer;
    }

    /** Calls so far. */
    long calls() throws IOException {
        return stats().path("requests").asLong();
    }

    /** Calls that are still open a little while after all answers were given. */
    long leftOpen(Gateway gateway) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            long open = stats().path("open").asLong();
            if (open == 0 || System.nanoTime() - start > GRACE.toNanos()) {
                return open;
            }
            gateway.pause(LOOK);
        }
    }

    private JsonNode stats() throws IOException {
        try (Connection connection = new Connection(target)) {
            connection.ask(target.get("/_sim/stats"));
            return JSON.readTree(connection.answer().body());
        } catch (JsonProcessingException e) {
            throw new IOException("the simulator's counts are not JSON", e);
        }
    }
}
