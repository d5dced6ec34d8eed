package dev.sluice.record.api;

import static dev.sluice.record.api.Figures.count;
import static dev.sluice.record.api.Figures.millis;
import static dev.sluice.record.api.Figures.money;

import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Purpose;
import dev.sluice.vocabulary.VerdictKind;
import dev.sluice.vocabulary.Word;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The wording of a {@link Story}: one plain sentence per event, without a full stop. */
final class Sentences {
    /**
     * Results of attempts that got nothing from the upstream, so there is nothing to charge for.
     */
    private static final Set<AttemptResult> NOTHING_GIVEN = EnumSet.of(
            AttemptResult.UNREACHABLE,
            AttemptResult.REFUSED,
            AttemptResult.INVALID,
            AttemptResult.BUSY,
            AttemptResult.BREAKER_OPEN);

    private static final double KEPT_MILLIS = 100;

    private Sentences() {}

    static String begun(InferenceView inference) {
        String model = inference.requestedModel();
        return model == null
                ? "a request arrived"
                : "'" + model + "' was asked for a "
                        + (inference.streaming() ? "stream" : "document");
    }

    static String asked(AttemptView attempt) {
        return who(attempt) + " was asked";
    }

    /** For an attempt that was made because another rung failed or was unsure. */
    static String asked(AttemptView attempt, AttemptView before) {
        return asked(attempt) + " because " + who(before) + " " + fate(before);
    }

    static String retried(AttemptView attempt, @Nullable AttemptView before) {
        return asked(attempt) + " again" + (before == null ? "" : " because it " + fate(before));
    }

    static String hedged(AttemptView attempt, @Nullable AttemptView late) {
        return asked(attempt) + " as well"
                + (late == null ? "" : " because the first token of " + who(late) + " was late");
    }

    static String continued(AttemptView attempt, @Nullable AttemptView cut) {
        return asked(attempt) + " to carry on the answer"
                + (cut == null ? "" : " because " + who(cut) + " " + fate(cut));
    }

    static String again(AttemptView attempt) {
        return asked(attempt) + " once more because no rung was sure and its answer was the best";
    }

    static String sampled(AttemptView attempt) {
        return "'" + attempt.model()
                + "' was asked for another answer to compare with that of rung " + attempt.rung();
    }

    static String verified(AttemptView attempt) {
        return "'" + attempt.model() + "' was asked whether the answer of rung " + attempt.rung()
                + " is right";
    }

    static String head(AttemptView attempt) {
        return "upstream '" + attempt.upstream() + "' answered"
                + (attempt.status() == null ? "" : " with status " + attempt.status());
    }

    static String firstToken(AttemptView attempt) {
        return "its first token came after " + millis(attempt.firstTokenMs());
    }

    static String window(JudgementView judgement) {
        if (judgement.windowBytes() == 0) { // In mode replace nothing is held.
            return count(judgement.windowTokens(), "token", "tokens")
                    + (judgement.windowTokens() == 1 ? " was" : " were") + " judged after "
                    + millis(held(judgement)) + " while the client was reading along";
        }
        return count(judgement.windowTokens(), "token", "tokens") + " ("
                + count(judgement.windowBytes(), "byte", "bytes")
                + (judgement.windowTokens() == 1 ? ") was" : ") were") + " held for "
                + millis(held(judgement));
    }

    static String verdict(AttemptView attempt, JudgementView judgement) {
        String found = switch (judgement.verdict().known()) {
            case ACCEPTED -> "was sure enough" + confidence(judgement);
            case UNSURE -> "was unsure" + confidence(judgement);
            case BEST -> "was unsure" + confidence(judgement) + ", and no other was better";
            case SLOW -> "was too slow" + reason(": ", judgement);
            case UNSCORED -> "passed without a score" + reason(": ", judgement);
            case UNKNOWN -> "was found " + judgement.verdict().label() + confidence(judgement);
        };
        return who(attempt) + " " + found;
    }

    /**
     * The attempt's answer is the client's from now on.
     *
     * @param seen the attempt whose answer the client had before; null when it had none
     */
    static String committed(AttemptView attempt, @Nullable AttemptView seen) {
        if (attempt.purpose().is(Purpose.CONTINUATION)) {
            return "it carried on the client's answer";
        }
        return "its answer became the client's"
                + (seen == null ? "" : " in place of that of " + who(seen));
    }

    static String ended(AttemptView attempt) {
        String end = switch (attempt.result().known()) {
            // The verdict has said why, and when.
            case UNSURE ->
                (wasKept(attempt) ? "was kept in case no other was surer, and " : "was ")
                        + "given up";
            case SLOW -> "was given up";
            case COMPLETED -> "finished";
            default -> fate(attempt);
        };
        String text = who(attempt) + " " + end + " after " + millis(attempt.durationMs());
        return gaveNothing(attempt) ? text + said(attempt) : text + ": " + usage(attempt);
    }

    private static String said(AttemptView attempt) {
        return attempt.refusal() == null ? "" : ", saying: " + attempt.refusal();
    }

    static String ended(InferenceView inference, List<AttemptView> attempts) {
        String error = inference.errorCode() == null ? "" : " (" + inference.errorCode() + ")";
        String end =
                outcome(inference.outcome()) + error + " after " + millis(inference.durationMs());
        if (attempts.isEmpty()) {
            return end;
        }
        String calls = end + ": " + count(attempts.size(), "upstream call", "upstream calls");
        List<AttemptView> served =
                attempts.stream().filter(attempt -> !gaveNothing(attempt)).toList();
        boolean isWhole = served.stream().noneMatch(attempt -> attempt.costUsd() == null);
        return served.isEmpty() ? calls : calls + ", " + cost(inference.costUsd(), isWhole);
    }

    /** Whether an unsure answer waited for a better one for longer than its end takes. */
    private static boolean wasKept(AttemptView attempt) {
        JudgementView judgement = attempt.judgement();
        Double end = attempt.durationMs();
        Double judged = judgement == null ? null : judgement.closedMs();
        return end != null && judged != null && end - judged > KEPT_MILLIS;
    }

    private static boolean gaveNothing(AttemptView attempt) {
        return attempt.costUsd() == null
                && NOTHING_GIVEN.contains(attempt.result().known());
    }

    private static String who(AttemptView attempt) {
        return attempt.purpose().known().isToJudge()
                ? "the " + attempt.purpose().label() + " '" + attempt.model() + "'"
                : "rung " + attempt.rung() + " '" + attempt.model() + "'";
    }

    /** What became of an attempt, as a predicate. */
    private static String fate(AttemptView attempt) {
        JudgementView judgement = attempt.judgement();
        return switch (attempt.result().known()) {
            case COMPLETED ->
                judgement != null && judgement.verdict().is(VerdictKind.BEST)
                        ? "was unsure" + confidence(judgement)
                        : "finished";
            case UNSURE -> "was unsure" + (judgement == null ? "" : confidence(judgement));
            case SLOW -> "was too slow" + (judgement == null ? "" : reason(": ", judgement));
            case LOST -> "was given up for one that was faster";
            case CLIENT_CANCELLED -> "was given up because the client left";
            case SHUTDOWN -> "was given up because the gateway stopped";
            case REFUSED ->
                attempt.status() == null ? "refused" : "refused with status " + attempt.status();
            case UNREACHABLE -> "could not be reached";
            case INVALID -> "can't serve such a request";
            case BUSY -> "had no room";
            case BREAKER_OPEN -> "was skipped because its upstream's breaker is open";
            case GIVEN_UP -> "was given up";
            case TIMED_OUT -> "missed a deadline";
            case CUT -> "broke off";
            case ERROR_EVENT -> "sent an error in its answer";
            case UPSTREAM_FAILED, UPSTREAM_TIMEOUT, REJECTED, SHED, GATEWAY_FAILED, UNKNOWN ->
                "ended as " + attempt.result().label();
        };
    }

    /** A confidence is always shown with whether it is calibrated. */
    private static String confidence(JudgementView judgement) {
        Double confidence = judgement.confidence();
        if (confidence == null) {
            return reason(": ", judgement);
        }
        Double threshold = judgement.threshold();
        String limit = "";
        if (threshold != null) {
            limit = (confidence < threshold
                            ? ", below its threshold of "
                            : ", with a threshold of ")
                    + Figures.share(threshold, confidence);
        }
        return ": " + Figures.share(confidence, threshold) + limit
                + (judgement.calibrated() ? " (calibrated)" : " (uncalibrated)")
                + reason(", ", judgement);
    }

    private static String reason(String before, JudgementView judgement) {
        return judgement.reason() == null ? "" : before + judgement.reason();
    }

    private static double held(JudgementView judgement) {
        Double opened = judgement.openedMs();
        Double closed = judgement.closedMs();
        return opened == null || closed == null ? 0 : Math.max(0, closed - opened);
    }

    private static String usage(AttemptView attempt) {
        List<String> parts = new ArrayList<>();
        if (attempt.promptTokens() != null) {
            parts.add(count(attempt.promptTokens(), "prompt token", "prompt tokens"));
        }
        if (attempt.completionTokens() != null) {
            String atLeast = attempt.tokensReported() ? "" : "at least ";
            parts.add(atLeast + count(attempt.completionTokens(), "answer token", "answer tokens"));
        }
        parts.add(cost(attempt.costUsd(), true));
        return String.join(", ", parts);
    }

    private static String cost(@Nullable BigDecimal cost, boolean isWhole) {
        if (cost == null) {
            return "cost unknown";
        }
        return isWhole && cost.signum() == 0
                ? "no cost"
                : (isWhole ? "" : "at least ") + money(cost);
    }

    private static String outcome(Word<Outcome> outcome) {
        return switch (outcome.known()) {
            case COMPLETED -> "the answer was complete";
            case CLIENT_CANCELLED -> "the client left";
            case UPSTREAM_FAILED -> "the upstream failed";
            case UPSTREAM_TIMEOUT -> "the upstream missed a deadline";
            case REJECTED -> "the request was rejected";
            case SHED -> "there was no room for the request";
            case SHUTDOWN -> "the gateway stopped";
            case GATEWAY_FAILED -> "the gateway failed";
            case UNKNOWN -> "it ended as " + outcome.label();
        };
    }
}
