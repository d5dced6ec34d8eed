package dev.sluice.inference.judge;

import dev.sluice.dialect.AnswerFormat;
import dev.sluice.inference.notes.AttemptNotes;
import dev.sluice.record.Judgement;
import dev.sluice.routing.Judging;
import dev.sluice.vocabulary.VerdictKind;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Judges the answer of one attempt by its evidence: at once, or when a score has come that needs
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
     * @param alternatives how many alternatives of each token the client asked for
     */
    public AttemptJudge(
            Judging judging, AttemptNotes notes, AnswerFormat answers, int alternatives) {
        this.judging = judging;
        this.evidence = new Evidence(judging, answers, alternatives);
        this.notes = notes;
    }

    /** The evidence, which the relay fills. */
    public Evidence evidence() {
        return evidence;
    }

    public Judging judging() {
        return judging;
    }

    /**
     * The upstream has been called; a score that needs calls of its own makes them meanwhile.
     *
     * @param score null if the evidence is enough
     */
    public void begin(@Nullable LateScore score) {
        late = score;
    }

    /** Judges, and gives the verdict to {@code then}, once, unless {@link #cancel} comes first. */
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

    /** Notes that the answer was unsure but is given to the client, as the best there is. */
    public void takeAsBest() {
        Judgement found = notes.judgement();
        if (found != null) {
            notes.judged(found.as(VerdictKind.BEST));
        }
    }

    /** No verdict is needed any more: calls made for it are reset. */
    public void cancel() {
        over = true;
        if (late != null) {
            late.cancel();
        }
    }
}
