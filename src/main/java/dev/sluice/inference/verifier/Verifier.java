package dev.sluice.inference.verifier;

import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.output.OutputParsingException;
import dev.sluice.inference.verifier.Judge.Opinion;
import dev.sluice.inference.verifier.VerifierCall.Ending;
import dev.sluice.routing.RoutePlan;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks a route how likely an answer is right. The judge's words are waited for on a virtual thread; the upstream is
 * called on the event loop of the inference. What is no score from 0 to 1 is no score: nothing stands in for it.
 *
 * <p>Thresholds, windows, retries and hedges of the asked route do not apply: its first rung that answers is the judge.
 * Safe from any event loop.
 */
public final class Verifier {
    private static final Logger LOG = Logger.getLogger(Verifier.class);

    private final Vertx vertx;
    private final LongSupplier nanoClock;
    private final Supplier<String> marks;

    public Verifier(Vertx vertx) {
        this(vertx, System::nanoTime, () -> UUID.randomUUID().toString());
    }

    /**
     * @param nanoClock what the times of calls are read from, in nanoseconds
     * @param marks a new text each time that nobody can guess
     */
    Verifier(Vertx vertx, LongSupplier nanoClock, Supplier<String> marks) {
        this.vertx = vertx;
        this.nanoClock = nanoClock;
        this.marks = marks;
    }

    /**
     * Asks. To be called on an event loop, where everything is reported.
     *
     * @param judge the plan of the route that is asked
     * @param question gives what was asked, for example {@link Conversation#of}; called once, on a virtual thread
     * @param answer the answer to judge; what is too long for a judge is left out of its middle
     * @param within time until the verdict is {@linkplain Verdict#isKnown() unknown}
     * @param listener hears of every upstream call, before the verdict
     */
    public Verification verify(
            RoutePlan judge,
            Supplier<String> question,
            String answer,
            Duration within,
            VerifierCall.Listener listener) {
        Context context = vertx.getOrCreateContext();
        Asked asked = new Asked(new RouteCall(vertx, context, judge, listener, nanoClock), within);
        Thread.ofVirtual().name("verifier").start(() -> {
            Verdict verdict = judge(asked.call, question, answer);
            context.runOnContext(ignored -> asked.end(verdict));
        });
        return asked;
    }

    private Verdict judge(RouteCall call, Supplier<String> question, String answer) {
        try {
            String material = Material.of(question.get(), answer, marks.get());
            return verdict(ScopedValue.where(RouteChatModel.CALL, call).call(() -> Service.JUDGE.judge(material)));
        } catch (NoJudgeException e) {
            return Verdict.unknown(String.valueOf(e.getMessage()));
        } catch (OutputParsingException e) {
            // Its message has the judge's words, which may quote the client's.
            return Verdict.unknown("the judge did not answer with a score");
        } catch (CancellationException e) {
            return Verdict.unknown("the question was given up");
        } catch (RuntimeException e) {
            LOG.error("a verdict failed; its answer is not scored", e);
            return Verdict.unknown("the verifier failed: " + e.getClass().getSimpleName());
        }
    }

    private static Verdict verdict(@Nullable Opinion opinion) {
        if (opinion == null || opinion.score() == null) {
            return Verdict.unknown("the judge did not answer with a score");
        }
        double score = opinion.score();
        if (!(score >= 0 && score <= 1)) {
            return Verdict.unknown("the judge's score is " + score + " (expected: from 0 to 1)");
        }
        return new Verdict(score, opinion.reason() == null ? "" : opinion.reason());
    }

    /** Made when the first answer is judged, on that virtual thread. */
    private static final class Service {
        private static final Judge JUDGE = AiServices.create(Judge.class, new RouteChatModel());
    }

    /** One question, on its event loop. */
    private final class Asked implements Verification {
        private final RouteCall call;
        private final Promise<Verdict> verdict = Promise.promise();
        private final long timer;
        private boolean over;

        Asked(RouteCall call, Duration within) {
            this.call = call;
            this.timer = vertx.setTimer(Math.max(1, within.toMillis()), ignored -> {
                over = true;
                call.cancel(Ending.TIMED_OUT);
                verdict.complete(Verdict.unknown("there was no verdict within " + within.toMillis() + " ms"));
            });
        }

        @Override
        public Future<Verdict> verdict() {
            return verdict.future();
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                call.cancel(Ending.CANCELLED);
            }
        }

        private void end(Verdict found) {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                verdict.complete(found);
            }
        }
    }
}
