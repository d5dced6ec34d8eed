package dev.sluice.inference.judge;

import dev.sluice.inference.judge.verifier.Verification;
import dev.sluice.inference.judge.verifier.Verifier;
import dev.sluice.routing.RoutePlan;
import dev.sluice.vocabulary.Purpose;

import org.jspecify.annotations.Nullable;

import java.util.function.DoubleConsumer;

/** A score that another route gives. */
final class VerifierScore implements LateScore {
    private final Verifier verifier;
    private final RoutePlan judge;
    private final JudgedCall call;
    private @Nullable Verification verification;

    /** @param judge the plan of the route that is asked */
    VerifierScore(Verifier verifier, RoutePlan judge, JudgedCall call) {
        this.verifier = verifier;
        this.judge = judge;
        this.call = call;
    }

    @Override
    public void score(String answer, DoubleConsumer then) {
        Verification asked = verifier.verify(
                judge,
                call.request()::words,
                answer,
                call.judging().by().within(),
                call.notebook(Purpose.VERIFIER));
        verification = asked;
        asked.assessment().onSuccess(found -> then.accept(found.score()));
    }

    @Override
    public void cancel() {
        if (verification != null) {
            verification.cancel();
        }
    }
}
