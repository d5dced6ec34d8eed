package dev.sluice.inference.judge;

import dev.sluice.config.ConfidenceConfig;
import dev.sluice.inference.climb.Climb;
import dev.sluice.inference.climb.Contender;
import dev.sluice.inference.judge.verifier.Conversation;
import dev.sluice.inference.judge.verifier.Verification;
import dev.sluice.inference.judge.verifier.Verifier;
import dev.sluice.inference.notes.SideCallNotes;
import dev.sluice.routing.RoutePlan;

import org.jspecify.annotations.Nullable;

import java.util.function.DoubleConsumer;

/** The score that another route gives. */
final class VerifierScore implements LateScore {
    private final Verifier verifier;
    private final RoutePlan judge;
    private final Climb climb;
    private final Contender contender;
    private final ConfidenceConfig settings;
    private @Nullable Verification verification;

    /** @param judge the plan of the route that is asked */
    VerifierScore(
            Verifier verifier,
            RoutePlan judge,
            Climb climb,
            Contender contender,
            ConfidenceConfig settings) {
        this.verifier = verifier;
        this.judge = judge;
        this.climb = climb;
        this.contender = contender;
        this.settings = settings;
    }

    @Override
    public void score(String answer, DoubleConsumer then) {
        byte[] request = climb.request().body();
        Verification asked = verifier.verify(
                judge,
                () -> Conversation.of(request),
                answer,
                settings.within(),
                rung -> new SideCallNotes(
                        climb.log().attemptOpened(contender.index() + 1, "verifier", rung)));
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
