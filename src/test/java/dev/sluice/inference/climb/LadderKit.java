package dev.sluice.inference.climb;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Logprobs;
import dev.sluice.simulator.PiecePace;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;

import java.util.List;

/** Answers for ladders that are climbed by confidence; none stays open. */
abstract class LadderKit {
    @Inject
    Meters meters;

    @AfterEach
    void nothingStaysOpen() {
        Eventually.equals(meters::openInferences, 0);
    }

    static Answer tokens(double probability) {
        return Answer.start()
                .role()
                .tokens(PiecePace.NONE, logprobs(probability), "a", "b", "c", "d");
    }

    static Answer whole(String... tokens) {
        return Answer.start().role().tokens(tokens).finish("stop").done();
    }

    static Logprobs logprobs(double probability) {
        return new Logprobs(true, List.of(Math.log(probability)));
    }
}
