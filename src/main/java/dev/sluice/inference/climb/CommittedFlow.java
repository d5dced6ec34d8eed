package dev.sluice.inference.climb;

import dev.sluice.inference.judge.AttemptJudge;
import dev.sluice.inference.judge.Extent;
import dev.sluice.inference.relay.Relay;
import dev.sluice.vocabulary.AttemptResult;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** Passes what happens to a committed answer on to its exchange and its watch. */
final class CommittedFlow implements Relay.Flow {
    private final Contender of;
    private final AttemptWatch watch;
    private final @Nullable AttemptJudge judge;
    private final Consumer<ExchangeEvent> to;

    CommittedFlow(
            Contender of,
            AttemptWatch watch,
            @Nullable AttemptJudge judge,
            Consumer<ExchangeEvent> to) {
        this.of = of;
        this.watch = watch;
        this.judge = judge;
        this.to = to;
    }

    @Override
    public void onPaused() {
        watch.suspend();
    }

    @Override
    public void onResumed() {
        watch.resume();
    }

    /** The client has all but the end of the answer; now it is judged. */
    @Override
    public void onTrialOver() {
        of.holdEnd();
        if (judge != null) {
            judge.judge(
                    Extent.WHOLE,
                    verdict -> to.accept(new ExchangeEvent.TrialJudged(verdict.isAccepted())));
        }
    }

    @Override
    public void onWhole() {
        to.accept(new ExchangeEvent.Whole());
    }

    @Override
    public void onDone() {
        to.accept(new ExchangeEvent.Done());
    }

    @Override
    public void onErrorForwarded() {
        of.abandon(AttemptResult.ERROR_EVENT);
        to.accept(new ExchangeEvent.ErrorForwarded());
    }
}
