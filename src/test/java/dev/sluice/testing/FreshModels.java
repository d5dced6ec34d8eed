package dev.sluice.testing;

import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Models of which the gateway knows nothing yet, each for one test: what it learns of a model's
 * answers is kept for the next. They are served by the upstream that a test makes itself.
 */
public final class FreshModels {
    private static final int COUNT = 120;
    private static final AtomicInteger TAKEN = new AtomicInteger();

    private FreshModels() {}

    /**
     * The next of them. The route {@code judged-<model>} has it with a threshold of 0.5, and behind
     * it the model {@code base}; {@code margin-<model>} scores by alternatives.
     */
    public static String next() {
        int number = TAKEN.incrementAndGet();
        if (number > COUNT) {
            throw new IllegalStateException("there are only " + COUNT + " fresh models");
        }
        return "fresh-" + number;
    }

    static String models() {
        StringJoiner lines = new StringJoiner("\n");
        for (int number = 1; number <= COUNT; number++) {
            lines.add("  fresh-" + number + ": { kind: base, upstream: other }");
        }
        return lines.toString();
    }

    static String routes() {
        StringJoiner lines = new StringJoiner("\n");
        for (int number = 1; number <= COUNT; number++) {
            String ladder = "{ ladder: [ { model: fresh-%d, threshold: 0.5 }, { model: base } ]"
                    .formatted(number);
            lines.add("  judged-fresh-" + number + ": " + ladder + " }");
            lines.add("  margin-fresh-" + number + ": " + ladder
                    + ", confidence: { score: margin } }");
        }
        return lines.toString();
    }
}
