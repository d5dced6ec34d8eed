package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Step;
import dev.sluice.testing.RunningSimulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Tiny runs: the counts have to be right, how long anything takes is not looked at. */
class AskingTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final BenchPlan TINY = new BenchPlan(
            3,
            1,
            SHORT,
            SHORT,
            SHORT,
            4,
            2,
            new BenchPlan.Streams(List.of(5), 3, 1),
            new BenchPlan.Ladders(1, 1, SHORT, 1),
            1,
            1,
            SHORT);

    @RegisterExtension
    static final RunningSimulator SIMULATOR = new RunningSimulator();

    private final FaultCount faults = new FaultCount();

    @Test
    void countsEveryAnswerOfBothShapes() {
        SIMULATOR.simulator().play(Script.parse(Shape.script(3)));

        Asked documents = Asked.during(target(), Shape.JSON, SHORT.toNanos());
        Asked streams = Asked.during(target(), Shape.STREAM, SHORT.toNanos());

        assertThat(documents.problems()).isEmpty();
        assertThat(streams.problems()).isEmpty();
        assertThat(documents.answers()).isPositive();
        assertThat(streams.answers()).isPositive();
        assertThat(documents.answers() + streams.answers())
                .isEqualTo(SIMULATOR.stats().requests());
        assertThat(streams.latencies().size()).isEqualTo(streams.answers());
    }

    @Test
    void countsWhatAllConnectionsGotTogether() throws InterruptedException {
        SIMULATOR.simulator().play(Script.parse(Shape.script(3)));

        LoadClient.Load load = new OwnLoad().ask(target(), Shape.STREAM, 4, SHORT, faults);

        assertThat(load.answers()).isEqualTo(SIMULATOR.stats().requests());
        assertThat(faults.lines()).isEmpty();
    }

    @Test
    void givesEachTargetAValueForEachRepetition() {
        SIMULATOR.simulator().play(Script.parse(Shape.script(3)));
        Target gateway = new Target(
                Target.GATEWAY, SIMULATOR.port(), null, new ProcessMeter(ProcessHandle.current()));

        List<Measurement> figures =
                new Latency(TINY, faults).measure(Shape.JSON, List.of(target(), gateway));

        assertThat(figures)
                .extracting(Measurement::name)
                .containsExactly(
                        "JSON, 1 connection: p50",
                        "JSON, 1 connection: p99",
                        "JSON, 1 connection: answers of 35 to 60 ms",
                        "JSON, 1 connection: CPU per answer");
        assertThat(figures.getFirst().repetitions().keySet())
                .isEqualTo(Set.of(Target.DIRECT, Target.GATEWAY));
        assertThat(figures.getFirst().repetitions().values())
                .allSatisfy(values -> assertThat(values).hasSize(3));
        assertThat(faults.lines()).isEmpty();
    }

    @Test
    void aStreamWithoutItsEndIsAnError() {
        SIMULATOR.answers(Answer.start().role().tokens("Hel", "lo").finish("stop"));

        assertOnlyProblem(Shape.STREAM, "4 events (expected: 101)");
    }

    @Test
    void aStreamThatIsCutIsAnError() {
        SIMULATOR.answers(Answer.start().role().tokens("Hel", "lo").cut(Step.Cut.How.FIN));

        Asked asked = Asked.during(target(), Shape.STREAM, SHORT.toNanos());

        assertThat(asked.answers()).isZero();
        assertThat(asked.problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem)
                        .matches(
                                "the connection ended after \\d+ bytes of an answer that goes on"));
    }

    @Test
    void anotherStatusThanExpectedIsAnError() {
        SIMULATOR.answers(Answer.refusing(503));

        assertOnlyProblem(Shape.JSON, "status 503 (expected: 200)");
    }

    @Test
    void nobodyListeningIsAnErrorAndNotAnEndlessLoop() {
        Asked asked = Asked.during(
                new Target(Target.GATEWAY, 1, null),
                Shape.JSON,
                Duration.ofHours(1).toNanos());

        assertThat(asked.answers()).isZero();
        assertThat(asked.problems()).hasSize(20);
    }

    @Test
    void aRunReportsBrokenAnswersAndGoesOn() {
        SIMULATOR.answers(Answer.refusing(503));

        List<Measurement> figures =
                new Latency(TINY, faults).measure(Shape.JSON, List.of(target()));

        assertThat(figures.getFirst().spread(Target.DIRECT)).isEmpty();
        assertThat(faults.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .matches("\\d+ x JSON, 1 connection, direct: status 503 "
                                + "\\(expected: 200\\)"));
    }

    private void assertOnlyProblem(Shape shape, String expected) {
        Asked asked = Asked.during(target(), shape, SHORT.toNanos());

        assertThat(asked.answers()).isZero();
        assertThat(Set.copyOf(asked.problems())).isEqualTo(Set.of(expected));
    }

    private static Target target() {
        return new Target(Target.DIRECT, SIMULATOR.port(), null);
    }
}
