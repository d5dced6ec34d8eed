package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Step;
import dev.sluice.testing.RunningSimulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Windows, ladders and hedges in tiny runs: what is counted has to be right, how long it takes is
 * not looked at.
 */
class LadderPhasesTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int HEDGED = 10;
    private static final BenchPlan TINY = new BenchPlan(
            2,
            1,
            SHORT,
            SHORT,
            SHORT,
            2,
            1,
            new BenchPlan.Streams(List.of(1), 3, 1),
            new BenchPlan.Ladders(2, 3, SHORT, HEDGED),
            1,
            1,
            SHORT);

    @RegisterExtension
    static final RunningSimulator SIMULATOR = new RunningSimulator();

    private final FaultCount faults = new FaultCount();

    @Test
    void notesWhenEachTokenWasThereAndHowManyCameWithTheFirst() throws BrokenAnswer {
        AnswerParser answer = new AnswerParser();
        answer.reset();
        TokenTimes times = new TokenTimes(3);

        feed(answer, times, "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"content\":\"\"}");
        feed(
                answer,
                times,
                "{\"logprobs\":{\"content\":[{\"token\":\"a\"}]},\"content\":\"a\"}{\"content\": "
                        + "\"b\"}");
        long second = times.nanos(2);
        feed(answer, times, "{\"content\":\"c\"}{\"content\":\"d\"}");

        assertThat(times.atOnce()).isEqualTo(2);
        assertThat(times.nanos(1)).isEqualTo(second).isPositive();
        assertThat(times.nanos(3)).isGreaterThan(second);
    }

    @Test
    void comparesEachWindowWithTheArrivalOfItsLastToken() {
        Answer burst = Answer.burst(100);
        SIMULATOR
                .simulator()
                .play(Script.of(tokensAtOnce()).with(GatewayYaml.judged(Shape.STREAM), burst));
        Target gateway = new Target(Target.GATEWAY, SIMULATOR.port(), null);

        List<Measurement> figures = new WindowWait(TINY, faults).measure(direct(), gateway);

        assertThat(figures)
                .extracting(Measurement::name)
                .startsWith(
                        "No window: first token p50",
                        "No window: first token p99",
                        "Window of 1: first token p50")
                .endsWith("Window of 16: first token p50, beyond what no window adds")
                .hasSize(2 + 3 * 3);
        assertThat(figures)
                .allSatisfy(figure ->
                        assertThat(figure.repetitions().get(Target.GATEWAY)).hasSize(2));
        assertThat(figures)
                .filteredOn(figure -> figure.comparison() == Measurement.Comparison.DIFFERENCE)
                .hasSize(8)
                .allSatisfy(figure -> assertThat(figure.compared(Target.GATEWAY, Target.DIRECT))
                        .isPresent());
        assertThat(figures)
                .filteredOn(figure -> figure.goal() != null)
                .extracting(Measurement::name)
                .containsExactly(
                        "Window of 1: first token p50",
                        "Window of 4: first token p50",
                        "Window of 16: first token p50");
        assertThat(faults.lines()).isEmpty();
    }

    @Test
    void comparesALadderWithItsFirstRungAlone() throws Exception {
        SIMULATOR
                .simulator()
                .play(Script.parse(Shape.script(3).replace("  sentence:", "  sentence: &sentence")
                        + "  three-sentence: *sentence\n  judged-sentence: *sentence\n"));
        Target gateway = new Target(Target.GATEWAY, SIMULATOR.port(), null);

        List<Measurement> figures =
                new LadderCost(TINY, new OwnLoad(), faults).measure(Shape.JSON, gateway);

        assertThat(faults.lines()).isEmpty();
        assertThat(figures)
                .extracting(Measurement::name)
                .containsExactly(
                        "JSON, one rung: answers",
                        "JSON, three rungs, against one: answers",
                        "JSON, judged by log-probabilities, against not: answers");
        assertThat(figures)
                .allSatisfy(figure -> assertThat(figure.repetitions().get(Target.GATEWAY))
                        .hasSize(3)
                        .allSatisfy(value -> assertThat(value).isPositive()));
    }

    @Test
    void countsTheExtraCallsOfHedges() throws Exception {
        SIMULATOR
                .simulator()
                .play(Script.of(
                        Answer.start().role().text("0 1 2").finish("stop").done()));
        Target gateway = new Target(Target.GATEWAY, SIMULATOR.port(), null);

        List<Measurement> figures =
                new Hedging(TINY, faults).measure(new SlowTail(direct()), gateway);

        assertThat(faults.lines()).isEmpty();
        int measured = HedgedRoute.ALL.size() * HEDGED * (TINY.repetitions() + 1);
        assertThat(SIMULATOR.stats().requests()).isEqualTo(measured);
        assertThat(figures).hasSize(3 + 3 * 6);
        assertThat(figures)
                .filteredOn(figure -> figure.name().endsWith("extra calls"))
                .hasSize(3)
                .allSatisfy(figure -> assertThat(figure.repetitions().get(Target.GATEWAY))
                        .isEqualTo(Collections.nCopies(2, 0.0)));
        assertThat(figures)
                .filteredOn(figure -> figure.name().endsWith("beyond the budget"))
                .allSatisfy(figure ->
                        assertThat(Goals.BEYOND_BUDGET.reached(figure)).contains(true));
        assertThat(figures)
                .filteredOn(figure -> figure.name().endsWith("p99, against none"))
                .extracting(Measurement::goal)
                .containsExactly(Goals.HEDGED_TAIL, Goals.HEDGED_TAIL, null);
    }

    @Test
    void everyTwentiethAnswerOfTheSlowTailIsSlow() throws IOException {
        Script script = Script.parse(SlowTail.script());
        SIMULATOR.simulator().play(script);
        Shape shape = SlowTail.shape(SlowTail.FIRST);

        try (Connection connection = new Connection(direct())) {
            connection.ask(direct().request(shape.body()));

            assertThat(shape.problem(connection.answer())).isNull();
        }
        assertThat(script.models()).containsOnlyKeys(SlowTail.FIRST, SlowTail.SECOND);
        assertThat(script.models().get(SlowTail.SECOND).getFirst().steps())
                .startsWith(
                        new Step.Delay(Duration.ofMillis(20), 1),
                        new Step.Delay(Duration.ofMillis(400), 20));
    }

    private static Answer tokensAtOnce() {
        String[] numbers = IntStream.range(0, Shape.WINDOW_TOKENS)
                .mapToObj(String::valueOf)
                .toArray(String[]::new);
        return Answer.start().burst().role().tokens(numbers).finish("stop").done();
    }

    private static void feed(AnswerParser answer, TokenTimes times, String text)
            throws BrokenAnswer {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        answer.accept(bytes, 0, bytes.length);
        times.onArrived(answer);
    }

    private static Target direct() {
        return new Target(Target.DIRECT, SIMULATOR.port(), null);
    }
}
