package dev.sluice.inference.climb;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.Judgement;
import dev.sluice.vocabulary.AttemptResult;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The headers that say which rung serves an answer, and why the others did not. */
final class AnswerHeaders {
    private AnswerHeaders() {}

    /**
     * Sets the headers.
     *
     * @param earlier the attempts that have ended before
     */
    static void set(MultiMap headers, Contender winner, List<AttemptRecord> earlier) {
        headers.set("x-sluice-model", winner.terms().rung().model().name())
                .set("x-sluice-rung", String.valueOf(winner.terms().index() + 1));
        Judgement judgement = winner.notes().judgement();
        if (judgement != null) {
            headers.set("x-sluice-verdict", judgement.verdict().label())
                    .set("x-sluice-window", String.valueOf(judgement.tokens()));
            if (!Double.isNaN(judgement.confidence())) {
                headers.set("x-sluice-confidence", number(judgement.confidence()))
                        .set("x-sluice-calibrated", String.valueOf(judgement.calibrated()));
            }
        }
        String fallback = fallback(earlier, winner.terms().index() + 1);
        if (fallback != null) {
            headers.set("x-sluice-fallback", fallback);
        }
    }

    /** The same as a comment, for a client that got its head before there was an answer. */
    static Buffer comment(Contender winner, List<AttemptRecord> earlier) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        set(headers, winner, earlier);
        Buffer comment = Buffer.buffer();
        for (Map.Entry<String, String> header : headers) {
            comment.appendString(": " + header.getKey() + ": " + header.getValue() + "\n");
        }
        return comment.appendString("\n");
    }

    /** A confidence as headers write it, with four decimal places. */
    static String number(double confidence) {
        return String.format(Locale.ROOT, "%.4f", confidence);
    }

    /**
     * The results of the earlier attempts: {@code 1=unsure(0.4100), 2=timed_out}; null if there was
     * none.
     */
    private static @Nullable String fallback(List<AttemptRecord> earlier, int winner) {
        if (earlier.isEmpty()) {
            return null;
        }
        List<AttemptRecord> asked = new ArrayList<>(earlier);
        // An unsure attempt that was kept has ended after later ones.
        asked.sort(Comparator.comparingInt(AttemptRecord::ordinal));
        StringBuilder said = new StringBuilder();
        for (AttemptRecord attempt : asked) {
            boolean beaten = attempt.ending().result() == AttemptResult.LOST
                    && attempt.call().rung() > winner;
            if (beaten || attempt.call().purpose().isToJudge()) {
                continue;
            }
            said.append(said.isEmpty() ? "" : ", ")
                    .append(attempt.call().rung())
                    .append('=')
                    .append(attempt.ending().result().label());
            Judgement judgement = attempt.judgement();
            if (judgement != null && !Double.isNaN(judgement.confidence())) {
                said.append('(').append(number(judgement.confidence())).append(')');
            }
        }
        return said.isEmpty() ? null : said.toString();
    }
}
