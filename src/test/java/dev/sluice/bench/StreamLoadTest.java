package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Step;
import dev.sluice.simulator.fast.FastSimulator;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.RunningSimulator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small crowds: every stream has to be accounted for; how long anything takes is not looked at. */
class StreamLoadTest {
    private static final int TOKENS = 3;
    private static final Duration RAMP = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final FastSimulator FAST =
            new FastSimulator(Script.parse(Shape.script(TOKENS)), 1);

    @RegisterExtension
    static final RunningSimulator SIMULATOR = new RunningSimulator();

    private static Target fast;
    private final FaultCount faults = new FaultCount();
    private final List<String> notes = new ArrayList<>();

    @BeforeAll
    static void start() throws InterruptedException {
        fast = new Target(Target.DIRECT, FAST.start(0), null);
    }

    @AfterAll
    static void stop() {
        FAST.close();
    }

    @Test
    void followsEveryStreamToItsEnd() throws IOException {
        StreamLoad.Result result =
                new StreamLoad(fast, Shape.paced(TOKENS), TOKENS).run(50, RAMP, PATIENCE);

        assertThat(result.complete()).isEqualTo(50);
        assertThat(result.broken()).isEmpty();
        assertThat(result.gaps().size()).isEqualTo(50 * (TOKENS - 1));
        assertThat(result.longestGapNanos()).isPositive();
    }

    @Test
    void countsBrokenStreamsByWhatIsWrong() throws IOException {
        SIMULATOR.answers(
                Answer.start().role().tokens("0", "1", "2").finish("stop").done(),
                Answer.start().role().tokens("0", "2").finish("stop").done(),
                Answer.start().role().tokens("0").cut(Step.Cut.How.FIN));
        Target target = new Target(Target.DIRECT, SIMULATOR.port(), null);

        StreamLoad.Result result =
                new StreamLoad(target, Shape.paced(TOKENS), TOKENS).run(4, Duration.ZERO, PATIENCE);

        assertThat(result.complete()).isEqualTo(1);
        assertThat(result.broken())
                .isEqualTo(Map.of(
                        "token '2' (expected: 1)",
                        1L,
                        "the connection ended within the stream",
                        2L));
    }

    @Test
    void aStreamThatNeverEndsIsBroken() throws IOException {
        SIMULATOR.answers(Answer.start().role().tokens("0").stall());
        Target target = new Target(Target.DIRECT, SIMULATOR.port(), null);

        StreamLoad.Result result = new StreamLoad(target, Shape.paced(TOKENS), TOKENS)
                .run(2, Duration.ZERO, Duration.ofMillis(200));

        assertThat(result.complete()).isZero();
        assertThat(result.broken()).isEqualTo(Map.of("not complete after 0 s", 2L));
    }

    @Test
    void reportsTheLargestCountThatWasClean() throws IOException {
        SIMULATOR.answers(Answer.start().role().tokens("0", "1").finish("stop").done());
        Target broken = new Target(Target.GATEWAY, SIMULATOR.port(), null);

        List<Measurement> figures = new CleanStreams(
                        new BenchPlan.Streams(List.of(3, 6), TOKENS, 2), faults, notes)
                .measure(List.of(fast, broken));

        Measurement clean = figures.getFirst();
        assertThat(clean.repetitions().get(Target.GATEWAY)).containsExactly(0.0, 0.0);
        assertThat(clean.repetitions().get(Target.DIRECT))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it).isIn(0.0, 3.0, 6.0));
        assertThat(faults.lines())
                .containsExactly("6 x 3 streams, gateway: [DONE] after 2 tokens (expected: 3)");
    }

    @Test
    void timesTheFirstTokenOfStreamsThatComeTokenByToken() {
        BenchPlan.Streams streams = new BenchPlan.Streams(List.of(3), TOKENS, 1);
        BenchPlan.Ladders ladders = new BenchPlan.Ladders(1, 1, RAMP, 1);
        BenchPlan plan = new BenchPlan(2, 1, RAMP, RAMP, RAMP, 4, 3, streams, ladders, 1, 1, RAMP);

        List<Measurement> figures = new FirstToken(plan, faults).measure(List.of(fast));

        assertThat(faults.lines()).isEmpty();
        assertThat(figures.getFirst().repetitions().get(Target.DIRECT))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it).isPositive());
    }

    @Test
    void aMixedLoadHasWholeAnswersAndLeftOnes() throws Exception {
        MixedLoad load = new MixedLoad(fast, TOKENS);
        try (load) {
            load.start();
            Eventually.equals(() -> load.complete() > 100 && load.left() > 10, true);
        }
        load.report(faults);

        assertThat(faults.lines()).isEmpty();
    }

    @Test
    void readsTheLimitOfOpenFiles() {
        assertThat(CleanStreams.openFilesMax(List.of(
                        "Limit                     Soft Limit           Hard "
                                + "Limit           Units",
                        "Max open files            20000                20000     "
                                + "           files")))
                .isEqualTo(20_000);
        assertThat(CleanStreams.openFilesMax(
                        List.of("Max open files            unlimited            unlimited")))
                .isEqualTo(Integer.MAX_VALUE);
    }
}
