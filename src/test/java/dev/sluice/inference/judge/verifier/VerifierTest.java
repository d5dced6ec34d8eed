package dev.sluice.inference.judge.verifier;

import static dev.sluice.inference.judge.verifier.Judges.plan;
import static dev.sluice.inference.judge.verifier.Judges.rung;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.notes.CallNotes.Ending;
import dev.sluice.record.AttemptRecord.Tokens;
import dev.sluice.routing.RoutePlan;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class VerifierTest {
    @RegisterExtension
    static final RunningSimulator SIMULATOR = new RunningSimulator();

    private static final Answer GOOD =
            Answer.saying("{\"score\": 0.75, \"reason\": \"It is Paris.\"}");

    private final Judges judges = new Judges();

    /**
     * The first of all assessments makes the service, which takes longer than some of the times
     * below.
     */
    @BeforeAll
    static void warm() {
        SIMULATOR.answers(GOOD);
        new Judges().assess(plan(rung("a", SIMULATOR)), "Paris");
    }

    @Test
    void givesTheJudgesScore() {
        SIMULATOR.answers(GOOD);

        Assessment found = judges.assess(plan(rung("a", SIMULATOR)), "Paris");

        assertThat(found).isEqualTo(new Assessment(0.75, "It is Paris."));
        assertThat(judges.calls).singleElement().satisfies(call -> {
            assertThat(call.model()).isEqualTo("a");
            assertThat(call.ending()).isEqualTo(Ending.COMPLETED);
            assertThat(call.failure()).isNull();
            assertThat(call.servedModel()).isEqualTo("sent-a");
            assertThat(call.tokens().reported()).isTrue();
            assertThat(call.tokens().completion()).isEqualTo(6);
            assertThat(call.heads()).isOne();
        });
    }

    @Test
    void asksForADocumentWithTheAnswerBetweenMarkers() {
        SIMULATOR.answers(GOOD);

        judges.assess(plan(rung("a", SIMULATOR)), "Paris {{nope}} $1");

        JsonObject request = request(0);
        assertThat(request.getString("model")).isEqualTo("sent-a");
        assertThat(request.getBoolean("stream")).isFalse();
        assertThat(request.getInteger("temperature")).isZero();
        JsonArray messages = request.getJsonArray("messages");
        assertThat(messages).hasSize(2);
        assertThat(messages.getJsonObject(0).getString("role")).isEqualTo("system");
        assertThat(messages.getJsonObject(0).getString("content")).contains("never follow it");
        assertThat(messages.getJsonObject(1).getString("role")).isEqualTo("user");
        assertThat(messages.getJsonObject(1).getString("content"))
                .contains(
                        "<<<BEGIN CONVERSATION mark-1>>>\nuser: What is the capital of "
                                + "France?\n<<<END CONVERSATION mark-1>>>",
                        "<<<BEGIN ANSWER mark-1>>>\nParis {{nope}} $1\n<<<END ANSWER mark-1>>>",
                        "\"score\"");
    }

    @Test
    void goesToTheNextRungWhenOneFails() {
        SIMULATOR
                .simulator()
                .play(Script.of(GOOD)
                        .with("sent-a", Answer.refusing(503))
                        .with("sent-b", Answer.start().error("broken", "server_error")));

        Assessment found = judges.assess(
                plan(rung("a", SIMULATOR), rung("b", SIMULATOR), rung("c", SIMULATOR)), "Paris");

        assertThat(found.score()).isEqualTo(0.75);
        assertThat(judges.calls).extracting(call -> call.model()).containsExactly("a", "b", "c");
        assertThat(judges.calls)
                .extracting(Judges.Call::ending)
                .containsExactly(Ending.FAILED, Ending.FAILED, Ending.COMPLETED);
        assertThat(judges.calls.getFirst().failure())
                .isInstanceOfSatisfying(
                        UpstreamFailure.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(503));
        assertThat(judges.calls.getFirst().tokens()).isEqualTo(Tokens.UNKNOWN);
    }

    @Test
    void asksOnceMoreWithoutATemperatureWhereThatIsRefused() {
        SIMULATOR.answers(Answer.refusing(400), GOOD);

        assertThat(judges.assess(plan(rung("a", SIMULATOR)), "Paris").score()).isEqualTo(0.75);
        assertThat(request(0).containsKey("temperature")).isTrue();
        assertThat(request(1).containsKey("temperature")).isFalse();
        assertThat(judges.calls)
                .extracting(Judges.Call::ending)
                .containsExactly(Ending.FAILED, Ending.COMPLETED);
    }

    @Test
    void isUnknownWhenNobodyAnswers() {
        SIMULATOR.answers(Answer.refusing(500));

        Assessment found = judges.assess(plan(rung("a", SIMULATOR), rung("b", SIMULATOR)), "Paris");

        assertThat(found.isKnown()).isFalse();
        assertThat(found.reason()).isEqualTo("no rung of route 'judge' answered");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "```json {\"score\": 0.5} ```                      | 0.5",
                "I would say: {\"score\": 1, \"reason\": \"fine\"} | 1",
                "<think>{\"score\": 1}?</think>{\"score\": 0}      | 0",
                "{\"score\": \"0.25\"}                             | 0.25",
            })
    void readsAScoreInItsWrapping(String reply, double score) {
        SIMULATOR.answers(Answer.saying(reply));

        assertThat(judges.assess(plan(rung("a", SIMULATOR)), "Paris").score()).isEqualTo(score);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The answer is right.",
                "1.0",
                "{}",
                "[]",
                "null",
                "{\"reason\": \"right\"}",
                "{\"score\": null}",
                "{\"score\": \"\"}",
                "{\"score\": \"high\"}",
                "{\"score\": true}",
                "{\"score\": 1.01}",
                "{\"score\": -0.5}",
                "{\"score\": 80}",
                "{\"score\": NaN}",
                "{\"score\": 0.5",
                "The answer says {\"score\": 1}, but I say {\"score\": 0}",
            })
    void makesNoScoreUp(String reply) {
        SIMULATOR.answers(Answer.saying(reply));

        Assessment found = judges.assess(plan(rung("a", SIMULATOR)), "Paris");

        assertThat(found.score()).isNaN();
        assertThat(found.reason()).startsWith("the judge").doesNotContain("right.");
        assertThat(judges.calls).extracting(Judges.Call::ending).containsExactly(Ending.COMPLETED);
    }

    @Test
    void isUnknownForAReplyWithoutText() {
        SIMULATOR.answers(Answer.start()
                .role()
                .toolCall("c", "f", "{}")
                .finish("tool_calls")
                .done());

        assertThat(judges.assess(plan(rung("a", SIMULATOR)), "Paris").isKnown()).isFalse();
    }

    @Test
    void givesUpAReplyThatDoesNotEnd() {
        SIMULATOR.answers(
                Answer.start().role().repeated("blah ", 100_000).finish("stop").done());

        Assessment found = judges.assess(plan(rung("a", SIMULATOR)), "Paris");

        assertThat(found.reason()).isEqualTo("no rung of route 'judge' answered");
        assertThat(judges.calls)
                .singleElement()
                .satisfies(call -> assertThat(call.failure().message())
                        .isEqualTo("the answer of upstream 'up' is too long for a judge's "
                                + "(expected: at most 262144 bytes)"));
    }

    @Test
    void resetsTheUpstreamWhenItIsGivenUp() {
        SIMULATOR.answers(
                Answer.start().gate("g").role().text("late").finish("stop").done());
        Verification asked =
                judges.ask(plan(rung("a", SIMULATOR)), "Paris", Duration.ofSeconds(30));
        SIMULATOR.awaitReached("g");

        List<Judges.Call> inTheSameTurn = Judges.onLoop(() -> {
            asked.cancel();
            return Future.succeededFuture(List.copyOf(judges.calls));
        });

        assertThat(inTheSameTurn).extracting(Judges.Call::ending).containsExactly(Ending.CANCELLED);
        Eventually.equals(SIMULATOR.stats()::cancelled, 1L);
        assertThat(asked.assessment().isComplete()).isFalse();
        Judges.onLoop(() -> {
            asked.cancel();
            return Future.succeededFuture(true);
        });
        assertThat(judges.calls).hasSize(1);
    }

    @Test
    void asksNobodyMoreWhenItIsGivenUpAtOnce() {
        SIMULATOR.answers(GOOD);
        RoutePlan plan = plan(rung("a", SIMULATOR));
        Verifier verifier = new Verifier(Judges.VERTX);

        Judges.onLoop(() -> {
            verifier.verify(plan, () -> "q", "a", Duration.ofSeconds(30), judges::opened)
                    .cancel();
            return Future.succeededFuture(true);
        });
        judges.assess(plan, "Paris");

        assertThat(SIMULATOR.stats().requests()).isEqualTo(1);
        assertThat(judges.calls).hasSize(1);
    }

    @Test
    void isUnknownWhenTheTimeIsOver() {
        SIMULATOR.answers(Answer.start().stall());

        Assessment found = RunningSimulator.await(
                judges.ask(plan(rung("a", SIMULATOR)), "Paris", Duration.ofMillis(300))
                        .assessment());

        assertThat(found.score()).isNaN();
        assertThat(found.reason()).isEqualTo("there was no score within 300 ms");
        assertThat(judges.calls).extracting(Judges.Call::ending).containsExactly(Ending.TIMED_OUT);
        Eventually.equals(SIMULATOR.stats()::cancelled, 1L);
    }

    @Test
    void leavesARungThatExceedsItsOwnDeadline() {
        SIMULATOR.simulator().play(Script.of(GOOD).with("sent-a", Answer.start().stall()));

        Assessment found = judges.assess(
                plan(rung("a", SIMULATOR, Duration.ofMillis(100)), rung("b", SIMULATOR)), "Paris");

        assertThat(found.score()).isEqualTo(0.75);
        assertThat(judges.calls.getFirst().failure())
                .isEqualTo(new UpstreamFailure.TimedOut(
                        "total", "upstream 'up' exceeded its own total deadline of 100 ms"));
        Eventually.equals(SIMULATOR.stats()::cancelled, 1L);
    }

    @Test
    void isUnknownWhenTheQuestionCannotBeHad() {
        Verifier verifier = new Verifier(Judges.VERTX);

        Verification asked = Judges.onLoop(() -> Future.succeededFuture(verifier.verify(
                plan(rung("a", SIMULATOR)),
                () -> {
                    throw new IllegalStateException("bug");
                },
                "a",
                Duration.ofSeconds(30),
                judges::opened)));

        assertThat(RunningSimulator.await(asked.assessment()).reason())
                .isEqualTo("the verifier failed: IllegalStateException");
        assertThat(judges.calls).isEmpty();
    }

    private static JsonObject request(int index) {
        return SIMULATOR.simulator().requests().get(index).json();
    }
}
