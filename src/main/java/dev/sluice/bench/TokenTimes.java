package dev.sluice.bench;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notes when the tokens of a streamed answer arrive, counted from its own creation. For one answer,
 * and the thread that asks.
 */
final class TokenTimes implements Connection.Watcher {
    private static final Pattern CONTENT = Pattern.compile("\"content\":\\s*\"[^\"]");

    private final long start = System.nanoTime();
    private final long[] arrived;
    private int count;
    private int atOnce;

    /** @param tokens how many are looked for */
    TokenTimes(int tokens) {
        arrived = new long[tokens];
    }

    @Override
    public void onArrived(AnswerParser soFar) {
        if (count == arrived.length) {
            return;
        }
        long now = System.nanoTime() - start;
        Matcher content = CONTENT.matcher(soFar.body());
        int found = 0;
        while (found < arrived.length && content.find()) {
            found++;
        }
        if (count == 0) {
            atOnce = found;
        }
        if (found > count) {
            Arrays.fill(arrived, count, found, now);
            count = found;
        }
    }

    /** Nanoseconds until this many tokens had arrived; 0 if they never did. */
    long nanos(int tokens) {
        return arrived[tokens - 1];
    }

    /** How many of the tokens arrived together with the first. */
    int atOnce() {
        return atOnce;
    }
}
