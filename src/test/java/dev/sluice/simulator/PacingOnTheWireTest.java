package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** When steps of a script come, and in how many pieces. */
class PacingOnTheWireTest extends WireKit {
    @RegisterExtension
    static final RunningSimulator SIMULATOR = new RunningSimulator();

    PacingOnTheWireTest() {
        super(SIMULATOR);
    }

    @Test
    void waitsAtAGateUntilItIsOpened() {
        simulator.answers(Answer.start().tokens("a").gate("rest").tokens("b").done());
        try (RawClient client =
                RawClient.connect(simulator.port()).post(PATH, STREAM.formatted(""))) {

            HttpAnswer before = client.await("the first token", it -> it.text().equals("a"));
            simulator.awaitReached("rest");
            HttpAnswer waiting = client.soFar();
            simulator.open("rest");
            HttpAnswer whole = client.answer();

            assertThat(before.complete()).isFalse();
            assertThat(waiting.text()).isEqualTo("a");
            assertThat(whole.text()).isEqualTo("ab");
        }
    }

    @Test
    void sendsTheHeadAloneWhenTold() {
        simulator.answers(Answer.start().head().stall());
        try (RawClient client =
                RawClient.connect(simulator.port()).post(PATH, STREAM.formatted(""))) {

            HttpAnswer answer = client.await("the head", it -> it.status() != 0);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void delaysForTheGivenTime() {
        simulator.answers(Answer.start().role().delay(60).tokens("a").done());

        assertThat(millisOfAnAnswer()).isGreaterThanOrEqualTo(60);
    }

    @Test
    void pacesInTime() {
        simulator.answers(Answer.start()
                .role()
                .tokens(PiecePace.perSecond(25), Logprobs.NONE, "a", "b", "c")
                .done());

        assertThat(millisOfAnAnswer()).as("two waits of 40 ms").isGreaterThanOrEqualTo(80);
    }

    /** From before the request until behind its answer: a busy machine only makes it longer. */
    private long millisOfAnAnswer() {
        long start = System.nanoTime();
        assertThat(ask("").frames()).isNotEmpty();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Test
    void holdsOnlyEverySecondRequest() {
        simulator.answers(Answer.start()
                .role()
                .delay(3_600_000, 2)
                .tokens("a")
                .finish("stop")
                .done());

        assertThat(ask("").text()).isEqualTo("a");
        try (RawClient slow = RawClient.connect(simulator.port())) {
            slow.post(PATH, STREAM.formatted(""))
                    .await("the role", answer -> !answer.frames().isEmpty());

            assertThat(ask("").text()).isEqualTo("a");
            assertThat(simulator.stats().open()).isEqualTo(1);
        }
    }

    @Test
    void writesABurstAsOneChunk() {
        simulator.answers(Answer.start().burst().role().tokens("a", "b").usage().done());

        HttpAnswer answer = ask("");

        assertThat(answer.frames()).hasSize(4);
        assertThat(answer.chunkSizes()).containsExactly(answer.body().length());
    }

    @Test
    void writesABurstUpToEachWait() {
        simulator.answers(
                Answer.start().burst().role().tokens("a").delay(1).tokens("b").done());

        HttpAnswer answer = ask("");

        assertThat(answer.frames()).hasSize(4);
        assertThat(answer.chunkSizes()).hasSize(2);
    }

    @Test
    void writesAStaticBurstOfAHundredChunksAtOnceAndAlwaysTheSame() {
        simulator.answers(Answer.burst(100));

        HttpAnswer first = ask("");
        HttpAnswer second = ask("");

        assertThat(first.frames()).hasSize(101);
        assertThat(first.frames().getFirst().json().getString("id"))
                .isEqualTo("chatcmpl-sim-static");
        assertThat(first.chunkSizes()).containsExactly(first.body().length());
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void givesTheSameFramesWhenSplitAtEveryByte() {
        Answer answer = Answer.start()
                .role()
                .text("Zażółć 🎈")
                .comment("c")
                .finish("stop")
                .delay(1)
                .done();
        simulator.answers(answer, new Answer(concat(new Step.Split(1), answer.steps())));

        HttpAnswer whole = ask("");
        HttpAnswer split = ask("");

        assertThat(split.chunkSizes())
                .hasSize(split.body().getBytes(StandardCharsets.UTF_8).length);
        assertThat(split.chunkSizes()).containsOnly(1);
        assertThat(comparable(split)).isEqualTo(comparable(whole));
        assertThat(split.text()).isEqualTo("Zażółć 🎈");
    }

    private static List<Step> concat(Step first, List<Step> rest) {
        List<Step> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    private static List<String> comparable(HttpAnswer answer) {
        return answer.frames().stream()
                .map(it -> Objects.toString(it.data()) + "|" + it.comment())
                .map(it -> it.replaceAll("\"(id|created)\":[^,]*", ""))
                .toList();
    }
}
