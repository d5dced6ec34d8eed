package dev.sluice.record.api;

import static dev.sluice.record.api.Figures.count;
import static dev.sluice.record.api.Figures.millis;
import static dev.sluice.record.api.Figures.money;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The words of a {@link Story}: one plain sentence for each event, without a full stop. */
final class Sentences {
    private static final Set<String> BESIDE = Set.of("sample", "verifier");

    /**
     * Results of attempts to which the upstream gave nothing, so that it has nothing to charge for.
     */
    private static final Set<String> NOTHING_GIVEN =
            Set.of("unreachable", "refused", "invalid", "busy", "breaker_open");

    private Sentences() {}

    static String begun(InferenceView inference) {
        String model = inference.requestedModel();
        return model == null
                ? "a request came"
                : "'" + model + "' was asked for a "
                        + (inference.streaming() ? "stream" : "document");
    }

    static String asked(AttemptView attempt) {
        return who(attempt) + " was asked";
    }

    /** Because another rung did not do. */
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
                    + millis(held(judgement)) + "; the client read along";
        }
        return count(judgement.windowTokens(), "token", "tokens") + " ("
                + count(judgement.windowBytes(), "byte", "bytes")
                + (judgement.windowTokens() == 1 ? ") was" : ") were") + " held for "
                + millis(held(judgement));
    }

    static String verdict(AttemptView attempt, JudgementView judgement) {
        String found = switch (judgement.verdict()) {
            case "accepted" -> "was sure enough" + confidence(judgement);
            case "unsure" -> "was unsure" + confidence(judgement);
            case "best" -> "was unsure" + confidence(judgement) + ", and no other was better";
            case "slow" -> "was too slow" + reason(": ", judgement);
            case "unscored" -> "passed without a score" + reason(": ", judgement);
            default -> "was found " + judgement.verdict() + confidence(judgement);
        };
        return who(attempt) + " " + found;
    }

    /**
     * Its answer is the client's.
     *
     * @param seen the attempt whose answer the client had before; null when it had none
     */
    static String committed(AttemptView attempt, @Nullable AttemptView seen) {
        if (attempt.purpose().equals("continuation")) {
            return "it carried on the client's answer";
        }
        return "its answer became the client's"
                + (seen == null ? "" : " in place of that of " + who(seen));
    }

    static String ended(AttemptView attempt) {
        String end = switch (attempt.result()) {
            case "unsure", "slow" -> "was given up"; // The verdict has said why.
            case "completed" -> "was done";
            default -> fate(attempt);
        };
        String text = who(attempt) + " " + end + " after " + millis(attempt.durationMs());
        return gaveNothing(attempt) ? text : text + ": " + usage(attempt);
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

    private static boolean gaveNothing(AttemptView attempt) {
        return attempt.costUsd() == null && NOTHING_GIVEN.contains(attempt.result());
    }

    private static String who(AttemptView attempt) {
        return BESIDE.contains(attempt.purpose())
                ? "the " + attempt.purpose() + " '" + attempt.model() + "'"
                : "rung " + attempt.rung() + " '" + attempt.model() + "'";
    }

    /** What became of an attempt, said of it. */
    private static String fate(AttemptView attempt) {
        JudgementView judgement = attempt.judgement();
        return switch (attempt.result()) {
            case "completed" ->
                judgement != null && judgement.verdict().equals("best")
                        ? "was unsure" + confidence(judgement)
                        : "was done";
            case "unsure" -> "was unsure" + (judgement == null ? "" : confidence(judgement));
            case "slow" -> "was too slow" + (judgement == null ? "" : reason(": ", judgement));
            case "lost" -> "was given up for one that was faster";
            case "client_cancelled" -> "was given up because the client left";
            case "shutdown" -> "was given up because the gateway stopped";
            case "refused" ->
                attempt.status() == null ? "refused" : "refused with status " + attempt.status();
            case "unreachable" -> "could not be reached";
            case "invalid" -> "can't serve such a request";
            case "busy" -> "had no room";
            case "breaker_open" -> "was left alone because its upstream's breaker is open";
            case "given_up" -> "was given up";
            case "timed_out" -> "missed a deadline";
            case "cut" -> "broke off";
            case "error_event" -> "sent an error in its answer";
            default -> "ended as " + attempt.result();
        };
    }

    /** Whatever is shown of a confidence says whether it is calibrated. */
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
                            : ", its threshold being ")
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
            parts.add(count(attempt.promptTokens(), "token", "tokens") + " of prompt");
        }
        if (attempt.completionTokens() != null) {
            String atLeast = attempt.tokensReported() ? "" : "at least ";
            parts.add(
                    atLeast + count(attempt.completionTokens(), "token", "tokens") + " of answer");
        }
        parts.add(cost(attempt.costUsd(), true));
        return String.join(", ", parts);
    }

    private static String cost(@Nullable BigDecimal cost, boolean isWhole) {
        if (cost == null) {
            return "cost not known";
        }
        return isWhole && cost.signum() == 0
                ? "no cost"
                : (isWhole ? "" : "at least ") + money(cost);
    }

    private static String outcome(String outcome) {
        return switch (outcome) {
            case "completed" -> "the answer was whole";
            case "client_cancelled" -> "the client left";
            case "upstream_failed" -> "the upstream failed";
            case "upstream_timeout" -> "the upstream missed a deadline";
            case "rejected" -> "the request was rejected";
            case "shed" -> "there was no room for the request";
            case "shutdown" -> "the gateway stopped";
            case "gateway_failed" -> "the gateway failed";
            default -> "it ended as " + outcome;
        };
    }
}
