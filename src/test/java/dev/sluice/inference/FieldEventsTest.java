package dev.sluice.inference;

import static dev.sluice.inference.FieldKit.DONE;
import static dev.sluice.inference.FieldKit.HEL;
import static dev.sluice.inference.FieldKit.LO;
import static dev.sluice.inference.FieldKit.ROLE;
import static dev.sluice.inference.FieldKit.STOP;
import static dev.sluice.inference.FieldKit.WHOLE;
import static dev.sluice.inference.FieldKit.sends;
import static dev.sluice.inference.FieldKit.streamed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers put around and between the chunks of an answer. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FieldEventsTest {
    /** OpenAI's clients parse the data of each event that has any field. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "retry: 3000\n\n",
                "event: ping\n\n",
                "event: ping\nretry: 1\n: comment\n\n",
                "data\n\n",
                "data:\n\n",
                "data: \n\n",
                "data:\ndata:\n\n",
                "data: null\n\n",
                "data: {}\n\n",
                "data: []\n\n",
                "data: true\n\n",
                "data: \"keep-alive\"\n\n",
                "data: ping\n\n",
                "data: : OPENROUTER PROCESSING\n\n",
                "event: ping\ndata: {\"type\":\"ping\"}\n\n",
                "event: status\ndata: {\"event\":{\"type\":\"status\"},\"message\":\"busy\"}\n\n",
                "id: 7\n\n",
                "id: 8\nretry: 10\n\n",
                "unknown: field\n\n"
            })
    void anEventThatIsNoChunkEndsAtTheGateway(String event) {
        sends(event + ROLE + event + HEL + event + LO + STOP + event + DONE);

        assertThat(streamed().body()).isEqualTo(WHOLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:  [DONE]\n\n",
                "data: [DONE] \n\n",
                "data:\t[DONE]\n\n",
                "data: \"[DONE]\"\n\n",
                "event: done\ndata:  [DONE]\n\n",
                "data:  [DONE]"
            })
    void aTerminatorWithBlanksOrQuotesIsWrittenAsClientsKnowIt(String terminator) {
        sends(ROLE + HEL + LO + STOP + terminator);

        assertThat(streamed().body()).isEqualTo(WHOLE);
    }

    @Test
    void aTerminatorWithoutABlankIsOne() {
        sends(ROLE + HEL + LO + STOP + "data:[DONE]\n\n");

        assertThat(streamed().data()).last().isEqualTo("[DONE]");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLine() {
        sends("\uFEFF" + WHOLE);

        assertThat(streamed().body()).isEqualTo(WHOLE);
    }

    @Test
    void commentsPassInTheirPlace() {
        sends(": a\n\n" + ROLE + HEL + ": b\n\n" + LO + STOP + DONE);

        assertThat(streamed().body())
                .isEqualTo(": a\n\n" + ROLE + HEL + ": b\n\n" + LO + STOP + DONE);
    }

    /** The frames of this size are above `limits.frame` and far above the window. */
    @Test
    void aCommentMayBeOfAnySize() {
        String large = ": " + "x".repeat(3_000_000) + "\n\n";
        sends(large + ROLE + HEL + large + LO + STOP + DONE);

        HttpAnswer answer = streamed();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("Hello");
        assertThat(answer.body()).endsWith(LO + STOP + DONE);
    }

    @Test
    void aLargeCommentBeforeTheDataOfItsEventIsDropped() {
        sends(ROLE + HEL + (": " + "x".repeat(700_000) + "\n").repeat(3) + LO + STOP + DONE);

        assertThat(streamed().text()).isEqualTo("Hello");
    }

    @Test
    void anEventWithoutChunkMayBeAsLargeAsAnyEvent() {
        String large = "event: ping\ndata: {\"type\":\"ping\",\"pad\":\"" + "x".repeat(500_000)
                + "\"}\n\n";
        sends(large + ROLE + HEL + large + LO + STOP + DONE);

        assertThat(streamed().body()).isEqualTo(WHOLE);
    }

    @Test
    void anAnswerOfNothingButKeepAlivesIsNone() {
        sends("data: null\n\n: ping\n\ndata: {\"type\":\"ping\"}\n\n" + DONE);

        HttpAnswer answer = streamed();

        assertThat(answer.status()).isEqualTo(502);
        assertThat(FieldKit.error(answer).getString("message"))
                .isEqualTo("the upstream sent an empty answer");
    }
}
