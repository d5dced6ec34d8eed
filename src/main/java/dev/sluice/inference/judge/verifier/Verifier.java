package dev.sluice.inference.judge.verifier;

import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.output.OutputParsingException;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.inference.judge.verifier.Judge.Opinion;
import dev.sluice.inference.notes.CallNotes;
import dev.sluice.inference.notes.CallNotes.Ending;
import dev.sluice.routing.RoutePlan;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Asks a route how likely it is that an answer is right. A virtual thread waits for the judge; the
 * upstream is called on the event loop of the inference. Anything but a score from 0 to 1 counts as
 * no score.
 *
 * <p>Thresholds, windows, retries and hedges of the asked route do not apply: the first of its
 * rungs that answers is the judge. Safe from any event loop.
 */
public final class Verifier {
    private static final Logger LOG = Logger.getLogger(Verifier.class);

    private final Vertx vertx;
    private final Supplier<String> marks;

    public Verifier(Vertx vertx) {
        this(vertx, () -> UUID.randomUUID().toString());
    }

    /** @param marks gives a new, unpredictable text each time */
    Verifier(Vertx vertx, Supplier<String> marks) {
        this.vertx = vertx;
        this.marks = marks;
    }

    /**
     * Asks for an assessment. To be called on an event loop, where everything is reported.
     *
     * @param judge the plan of the route that is asked
     * @param question gives what was asked, for example {@link InferenceRequest#words}; called
     *     once, on a virtual thread
     * @param answer the answer to judge; if it is too long for a judge, its middle is left out
     * @param within the time after which the assessment is not {@linkplain Assessment#isKnown()
     *     known}
     * @param notebook takes notes of every upstream call, and has them all before the assessment
     *     completes
     */
    public Verification verify(
            RoutePlan judge,
            Supplier<String> question,
            String answer,
            Duration within,
            CallNotes.Notebook notebook) {
        Context context = vertx.getOrCreateContext();
        Asked asked = new Asked(new RouteCall(vertx, context, judge, notebook), within);
        Thread.ofVirtual().name("verifier").start(() -> {
            Assessment found = judge(asked.call, question, answer);
            context.runOnContext(ignored -> asked.end(found));
        });
        return asked;
    }

    private Assessment judge(RouteCall call, Supplier<String> question, String answer) {
        try {
            String material = Material.of(question.get(), answer, marks.get());
            return assessment(ScopedValue.where(RouteChatModel.CALL, call)
                    .call(() -> Service.JUDGE.judge(material)));
        } catch (NoJudgeException e) {
            return Assessment.unknown(String.valueOf(e.getMessage()));
        } catch (OutputParsingException e) {
            // Its message quotes the judge, who may quote the client.
            return Assessment.unknown("the judge did not answer with a score");
        } catch (CancellationException e) {
            return Assessment.unknown("the question was given up");
        } catch (RuntimeException e) {
            LOG.error("an assessment failed; its answer is not scored", e);
            return Assessment.unknown("the verifier failed: " + e.getClass().getSimpleName());
        }
    }

    private static Assessment assessment(@Nullable Opinion opinion) {
        if (opinion == null || opinion.score() == null) {
            return Assessment.unknown("the judge did not answer with a score");
        }
        double score = opinion.score();
        if (!(score >= 0 && score <= 1)) {
            return Assessment.unknown("the judge's score is " + score + " (expected: from 0 to 1)");
        }
        return new Assessment(score, opinion.reason() == null ? "" : opinion.reason());
    }

    /** Made when the first answer is judged, on its virtual thread. */
    private static final class Service {
        private static final Judge JUDGE = AiServices.create(Judge.class, new RouteChatModel());
    }

    /** One question, on its event loop. */
    private final class Asked implements Verification {
        private final RouteCall call;
        private final Promise<Assessment> assessment = Promise.promise();
        private final long timer;
        private boolean over;

        Asked(RouteCall call, Duration within) {
            this.call = call;
            this.timer = vertx.setTimer(Math.max(1, within.toMillis()), ignored -> {
                over = true;
                call.cancel(Ending.TIMED_OUT);
                assessment.complete(Assessment.unknown(
                        "there was no score within " + within.toMillis() + " ms"));
            });
        }

        @Override
        public Future<Assessment> assessment() {
            return assessment.future();
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                call.cancel(Ending.CANCELLED);
            }
        }

        private void end(Assessment found) {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                assessment.complete(found);
            }
        }
    }
}
