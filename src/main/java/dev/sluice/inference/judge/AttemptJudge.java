package dev.sluice.inference.judge;

import dev.sluice.dialect.AnswerFormat;
import dev.sluice.inference.notes.AttemptNotes;
import dev.sluice.record.Judgement;
import dev.sluice.routing.Judging;
import dev.sluice.vocabulary.VerdictKind;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Judges the answer of one attempt by its evidence, at once or when a score has come that takes
 * calls of its own.
 */
public final class AttemptJudge {
    private final Judging judging;
    private final Evidence evidence;
    private final AttemptNotes notes;
    private @Nullable LateScore late;
    private boolean over;

    /**
     * @param answers how the answer is written
     * @param alternatives alternatives of each token that the client asked for
     */
    public AttemptJudge(
            Judging judging, AttemptNotes notes, AnswerFormat answers, int alternatives) {
        this.judging = judging;
        this.evidence = new Evidence(judging, answers, alternatives);
        this.notes = notes;
    }

    /** Where the relay puts what it reads. */
    public Evidence evidence() {
        return evidence;
    }

    public Judging judging() {
        return judging;
    }

    /** The upstream has been called: a score that needs more calls may make them beside it. */
    public void begin(@Nullable LateScore score) {
        late = score;
    }

    /** Tells what it finds, once, unless {@link #cancel} comes first. */
    public void judge(Extent extent, Consumer<Verdict> then) {
        Verdict now = Verdict.of(judging, evidence, extent, notes);
        LateScore score = late;
        if (now.isFinal()) {
            tell(now, then);
        } else if (score == null) {
            tell(Verdict.late(judging, Double.NaN), then);
        } else {
            score.score(evidence.text(), found -> {
                if (!over) {
                    tell(Verdict.late(judging, found), then);
                }
            });
        }
    }

    private void tell(Verdict verdict, Consumer<Verdict> then) {
        notes.judged(verdict.judgement(judging, evidence, notes));
        then.accept(verdict);
    }

    /** It was unsure, and is given all the same since nothing better came. */
    public void takeAsBest() {
        Judgement found = notes.judgement();
        if (found != null) {
            notes.judged(found.as(VerdictKind.BEST));
        }
    }

    /** Nobody waits for a verdict any more. */
    public void cancel() {
        over = true;
        if (late != null) {
            late.cancel();
        }
    }
}
