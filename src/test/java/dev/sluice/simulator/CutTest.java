package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.End;
import dev.sluice.testing.RunningSimulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CutTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String BODY = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";

    @RegisterExtension
    static final RunningSimulator simulator = new RunningSimulator();

    @Test
    void endsTheConnectionWithAFinInTheMiddleOfTheBody() {
        simulator.answers(Answer.start().tokens("a", "b").cut(Step.Cut.How.FIN));
        try (RawClient client = RawClient.connect(simulator.port()).post(PATH, BODY)) {

            End end = client.awaitEnd();

            assertThat(end).isEqualTo(End.FIN);
            assertThat(client.soFar().text()).isEqualTo("ab");
            assertThat(client.soFar().complete()).isFalse();
            assertThat(simulator.stats().cut()).isEqualTo(1);
            assertThat(simulator.stats().cancelled()).isZero();
        }
    }

    @Test
    void endsTheConnectionWithAResetInTheMiddleOfTheBody() {
        simulator.answers(Answer.start().tokens("a", "b").gate("cut").cut(Step.Cut.How.RST));
        try (RawClient client = RawClient.connect(simulator.port()).post(PATH, BODY)) {
            client.await("both tokens", it -> it.text().equals("ab"));

            simulator.open("cut");
            End end = client.awaitEnd();

            assertThat(end).isEqualTo(End.RESET);
            assertThat(client.soFar().complete()).isFalse();
            assertThat(simulator.stats().cut()).isEqualTo(1);
        }
    }

    @Test
    void cutsBeforeTheHead() {
        simulator.answers(Answer.start().cut(Step.Cut.How.FIN));
        try (RawClient client = RawClient.connect(simulator.port()).post(PATH, BODY)) {

            client.awaitEnd();

            assertThat(client.receivedBytes()).isZero();
        }
    }
}
