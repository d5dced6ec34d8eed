package dev.sluice.inference.judge;

import dev.sluice.confidence.AnswerRules;
import dev.sluice.confidence.Calibration;
import dev.sluice.confidence.settings.ConfidenceConfig.Source;
import dev.sluice.inference.notes.AttemptNotes;
import dev.sluice.inference.notes.BugReport;
import dev.sluice.record.Judgement;
import dev.sluice.routing.Judging;
import dev.sluice.vocabulary.VerdictKind;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * What is found about an answer from its evidence.
 *
 * @param kind null if it takes a score that needs calls of its own
 * @param raw the score before calibration, from 0 to 1; NaN if there is none
 * @param confidence the score after calibration, from 0 to 1; NaN if there is none
 * @param reason the reason, if numbers do not give it; null if they do
 */
public record Verdict(
        @Nullable VerdictKind kind,
        double raw,
        double confidence,
        @Nullable String reason) {
    private static final Logger LOG = Logger.getLogger(Verdict.class);
    private static final double NONE = Double.NaN;
    private static final double NANOS = 1e9;

    public boolean isAccepted() {
        return kind == VerdictKind.ACCEPTED || kind == VerdictKind.UNSCORED;
    }

    boolean isFinal() {
        return kind != null;
    }

    /** The verdict as far as the evidence allows now. */
    static Verdict of(Judging judging, Evidence evidence, Extent extent, AttemptNotes notes) {
        boolean whole = extent == Extent.WHOLE;
        String broken = broken(judging, evidence, whole);
        if (broken != null) {
            return new Verdict(VerdictKind.UNSURE, 0, 0, broken);
        }
        if (extent == Extent.WINDOW && isSlow(judging, evidence, notes)) {
            return new Verdict(VerdictKind.SLOW, NONE, NONE, null);
        }
        Double threshold = judging.threshold();
        Source source = threshold == null ? Source.RULES : judging.by().source();
        return switch (source) {
            case LOGPROBS ->
                Double.isNaN(evidence.score())
                        ? new Verdict(VerdictKind.UNSCORED, NONE, NONE, "no log-probabilities came")
                        : scored(judging, evidence.score());
            case RULES ->
                new Verdict(
                        VerdictKind.ACCEPTED,
                        threshold == null ? NONE : 1,
                        threshold == null ? NONE : 1,
                        null);
            case NONE -> new Verdict(VerdictKind.UNSCORED, NONE, NONE, null);
            case CONSISTENCY, VERIFIER ->
                whole
                        ? new Verdict(null, NONE, NONE, null)
                        : new Verdict(
                                VerdictKind.UNSCORED,
                                NONE,
                                NONE,
                                "this score needs the whole answer");
        };
    }

    /** The verdict by a score that needed calls of its own; NaN if none came. */
    static Verdict late(Judging judging, double score) {
        return Double.isNaN(score)
                ? new Verdict(VerdictKind.UNSCORED, NONE, NONE, "no score came in time")
                : scored(judging, score);
    }

    private static Verdict scored(Judging judging, double raw) {
        Calibration calibration = judging.calibration();
        double confidence = calibration == null ? raw : calibration.apply(raw);
        Double threshold = judging.threshold();
        boolean sure = threshold == null || confidence >= threshold;
        return new Verdict(sure ? VerdictKind.ACCEPTED : VerdictKind.UNSURE, raw, confidence, null);
    }

    /**
     * The broken rule; null if there is none. A rule that fails must not cost the client its
     * answer.
     */
    private static @Nullable String broken(Judging judging, Evidence evidence, boolean whole) {
        if (judging.rules() == AnswerRules.NONE) {
            return null; // Saves decoding the text.
        }
        try {
            return judging.rules().broken(evidence.text(), whole, evidence.hasOtherContent());
        } catch (RuntimeException e) {
            LOG.errorf("a rule on answers failed and was ignored: %s", BugReport.of(e));
            return null;
        }
    }

    /** Whether the mean speed since the first token is below the floor. */
    private static boolean isSlow(Judging judging, Evidence evidence, AttemptNotes notes) {
        Double floor = judging.floor();
        long first = notes.firstTokenNanos();
        if (floor == null || first < 0) {
            return false;
        }
        double seconds = (notes.elapsed() - first) / NANOS;
        return evidence.tokens() - 1 < floor * seconds;
    }

    /** The verdict as it is recorded. */
    Judgement judgement(Judging judging, Evidence evidence, AttemptNotes notes) {
        Double threshold = judging.threshold();
        Source source = threshold == null ? Source.RULES : judging.by().source();
        return new Judgement(
                Objects.requireNonNull(kind),
                source.label(),
                reason,
                raw,
                confidence,
                judging.calibration() != null,
                threshold == null ? NONE : threshold,
                evidence.tokens(),
                evidence.bytes(),
                notes.firstTokenNanos(),
                notes.elapsed());
    }
}
