package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.FakeLane.FakeAttempt;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of an answer of the engine. */
@Timeout(10)
class LocalAttemptTest extends LocalAttemptKit {
    @Test
    void cancelInTheMiddleOfAStreamCancelsTheEnginesAndFreesTheSlot() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = answering();
        run(() -> upstream.send("data: {}\n\n"));

        // When
        run(reader.attempt::cancel);
        run(reader.attempt::cancel);

        // Then
        assertThat(upstream.cancels).isEqualTo(1);
        assertThat(engine().queue().held()).isZero();
        run(upstream::end);
        assertThat(reader.ended).isFalse();
        assertThat(reader.failure).isNull();
    }

    @Test
    void cancelOfAnAnswerThatIsPutTogetherCancelsTheEnginesStreamToo() throws Exception {
        // Given
        ready();
        Reader reader = open(false);
        FakeAttempt upstream = answering();

        // When
        run(reader.attempt::cancel);

        // Then
        assertThat(upstream.cancels).isEqualTo(1);
        assertThat(engine().queue().held()).isZero();
    }

    @Test
    void aFailureOfTheEngineIsPassedOnAndFreesTheSlot() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = opened();

        // When
        run(() -> upstream.fail(new UpstreamFailure.Cut("gone")));

        // Then
        assertThat(reader.failure).isEqualTo(new UpstreamFailure.Cut("gone"));
        assertThat(engine().queue().held()).isZero();
    }

    @Test
    void tooLongAPromptIsSaidWithItsNumbers() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = opened();
        String body =
                "{\"error\":{\"code\":400,\"message\":\"request (3031 tokens) exceeds\",\"type\":"
                        + "\"exceed_context_size_error\",\"n_prompt_tokens\":3031,\"n_ctx\":1024}}";

        // When
        run(() -> upstream.fail(new UpstreamFailure.Refused(
                400, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(body), "status 400")));

        // Then
        assertThat(reader.failure)
                .isEqualTo(new UpstreamFailure.Invalid(
                        400,
                        "This model's maximum context length is 1024 tokens. However, your "
                                + "messages resulted in 3031 tokens. Please reduce the length of "
                                + "the messages. (context_length_exceeded; the setting "
                                + "upstreams.local.engine.context makes the context longer)",
                        "messages",
                        "context_length_exceeded"));
    }

    @Test
    void aStreamThatEndsWithoutDoneIsCut() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = answering();

        // When
        run(() -> {
            upstream.send("data: {}\n\n");
            upstream.end();
        });

        // Then
        assertThat(reader.failure)
                .isEqualTo(new UpstreamFailure.Cut("upstream 'local' ended its answer early"));
        assertThat(reader.ended).isFalse();
        assertThat(engine().queue().held()).isZero();
    }

    @Test
    void doneIsSeenHoweverItIsSplit() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = answering();

        // When
        run(() -> {
            for (int i = 0; i < DONE.length(); i++) {
                upstream.send(DONE.substring(i, i + 1));
            }
            upstream.end();
        });

        // Then
        assertThat(reader.failure).isNull();
        assertThat(reader.ended).isTrue();
        assertThat(reader.body.toString()).isEqualTo(DONE);
    }

    @Test
    void aDocumentComesOutWholeWhenItsReaderWantsIt() throws Exception {
        // Given
        ready();
        Reader reader = open(false, null, false);
        FakeAttempt upstream = answering();
        run(() -> {
            upstream.send(DONE);
            upstream.end();
        });
        int heldBeforeItIsRead = engine().queue().held();
        boolean endedBefore = reader.ended;

        // When
        run(() -> reader.stream.resume());

        // Then
        assertThat(upstream.flowing).isTrue();
        assertThat(heldBeforeItIsRead).isZero();
        assertThat(endedBefore).isFalse();
        assertThat(reader.ended).isTrue();
        assertThat(new JsonObject(reader.body)
                        .getJsonArray("choices")
                        .getJsonObject(0)
                        .getJsonObject("message"))
                .isEqualTo(new JsonObject("{\"role\":\"assistant\",\"content\":\"x\"}"));
        assertThat(reader.stream.headers().entries())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("server=fake", "content-type=application/json");
    }

    @Test
    void anErrorInTheStreamCutsTheDocumentAndEndsTheEnginesStream() throws Exception {
        // Given
        ready();
        Reader reader = open(false);
        FakeAttempt upstream = answering();

        // When
        run(() -> {
            upstream.send("data: {\"error\":{\"message\":\"out of memory\"}}\n\n");
            upstream.send(DONE);
            upstream.cut();
        });

        // Then
        assertThat(reader.failure)
                .isEqualTo(new UpstreamFailure.Cut("upstream 'local' reported: out of memory"));
        assertThat(upstream.cancels).isEqualTo(1);
        assertThat(engine().queue().held()).isZero();
    }

    private FakeAttempt opened() {
        Eventually.equals(() -> on(lane.attempts::size), 1);
        return on(lane.attempts::getFirst);
    }

    private FakeAttempt answering() {
        FakeAttempt upstream = opened();
        run(upstream::succeed);
        return upstream;
    }
}
