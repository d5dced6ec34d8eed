package dev.sluice.inference.notes;

import static dev.sluice.dialect.Addition.LOGPROBS;
import static dev.sluice.dialect.Addition.USAGE;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.RouteDefaults;
import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.config.upstream.UpstreamConfig.Continuation;
import dev.sluice.config.upstream.UpstreamDeadlinesConfig;
import dev.sluice.dialect.Addition;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.dialect.openai.OpenAiDialect;
import dev.sluice.model.Model;
import dev.sluice.routing.AttemptDeadlines;
import dev.sluice.routing.Rung;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Operation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

class AdditionMemoryTest {
    private static final String NAMED = "unknown field: stream_options";
    private static final String UNNAMED = "Extra inputs are not permitted";
    private static final InferenceRequest STREAM = request(",\"stream\":true");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long now = 5;
    private final AdditionMemory memory = new AdditionMemory(new LadderMeters(registry), () -> now);
    private final Rung rung = rung(new Idle(), "sent");

    @Test
    void nothingIsLeftOutOfTheFirstRequest() {
        assertThat(asked().leftOut()).isEmpty();
    }

    @Test
    void whatWasRefusedAndThenAnsweredWithoutIsLeftOutFromThenOn() {
        AskedAdditions first = asked();

        assertThat(first.leaveOut(refused(422, NAMED))).isTrue();
        assertThat(first.leftOut()).containsExactly(USAGE);
        assertThat(asked().leftOut()).isEmpty();
        first.answered();

        assertThat(asked().leftOut()).containsExactly(USAGE);
        assertThat(registry.get("sluice.additions.refused")
                        .tags("upstream", "idle", "addition", "usage")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRefusalThatStaysTeachesNothing() {
        AskedAdditions first = asked();

        assertThat(first.leaveOut(refused(400, UNNAMED))).isTrue();
        assertThat(first.leaveOut(refused(400, UNNAMED))).isFalse();

        assertThat(asked().leftOut()).isEmpty();
    }

    @Test
    void onceTakenItIsRefusedByNameOnly() {
        asked().answered();

        assertThat(asked().leaveOut(refused(400, UNNAMED))).isFalse();
        AskedAdditions named = asked();
        assertThat(named.leaveOut(refused(400, NAMED))).isTrue();
        named.answered();

        assertThat(asked().leftOut()).containsExactly(USAGE);
    }

    @Test
    void bothAreForgottenAfterAnHour() {
        AskedAdditions first = asked();
        first.leaveOut(refused(422, NAMED));
        first.answered();
        now += Duration.ofMinutes(60).toNanos() - 1;
        assertThat(asked().leftOut()).containsExactly(USAGE);

        now++;
        assertThat(asked().leftOut()).isEmpty();
        asked().answered();
        assertThat(asked().leaveOut(refused(400, UNNAMED))).isFalse();
        now += Duration.ofMinutes(60).toNanos();
        assertThat(asked().leaveOut(refused(400, UNNAMED))).isTrue();
    }

    @Test
    void isForgottenWithTheUpstreamsSettings() {
        AskedAdditions first = asked();
        first.leaveOut(refused(422, NAMED));
        first.answered();

        Rung changed = rung(new Idle(), "sent");

        assertThat(memory.of(STREAM, changed, null).leftOut()).isEmpty();
    }

    @Test
    void isKnownOfOneModelAndOneOperation() {
        AskedAdditions first = asked();
        first.leaveOut(refused(422, NAMED));
        first.answered();

        assertThat(memory.of(STREAM, rung(rung.upstream(), "other"), null).leftOut())
                .isEmpty();
        InferenceRequest legacy = OpenAiDialect.INSTANCE
                .requests(64)
                .read(
                        Operation.COMPLETIONS,
                        "{\"model\":\"m\",\"prompt\":\"a\",\"stream\":true}"
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(memory.of(legacy, rung, null).leftOut()).isEmpty();
    }

    @Test
    void aRequestWithoutAdditionsIsNeverMadeAgain() {
        AskedAdditions plain = memory.of(request(""), rung, null);

        assertThat(plain.leaveOut(refused(422, NAMED))).isFalse();
        assertThat(plain.leaveOut(refused(422, UNNAMED))).isFalse();
    }

    @Test
    void onlyARefusalIsAboutAdditions() {
        assertThat(asked().leaveOut(new UpstreamFailure.Cut("stream_options"))).isFalse();
    }

    @Test
    void eachHalfHasItsOwnHour() {
        KnownAdditions known = KnownAdditions.NOTHING
                .answered(Set.of(USAGE), Addition.NONE, 10)
                .answered(Addition.NONE, Set.of(LOGPROBS), 20);
        long hour = Duration.ofHours(1).toNanos();

        assertThat(known.at(hour + 9)).isSameAs(known);
        assertThat(known.at(hour + 10).taken()).isEmpty();
        assertThat(known.at(hour + 10).refused()).containsExactly(LOGPROBS);
        assertThat(known.at(hour + 20).refused()).isEmpty();
    }

    private AskedAdditions asked() {
        return memory.of(STREAM, rung, null);
    }

    private static InferenceRequest request(String more) {
        return OpenAiDialect.INSTANCE
                .requests(64)
                .read(
                        Operation.CHAT_COMPLETIONS,
                        ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]" + more + "}")
                                .getBytes(StandardCharsets.UTF_8));
    }

    private static UpstreamFailure refused(int status, String words) {
        return new UpstreamFailure.Refused(
                status, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(words), "refused");
    }

    private static Rung rung(Upstream upstream, String sent) {
        return new Rung(
                new Model.Base("model", "idle", sent, null),
                upstream,
                AttemptDeadlines.of(
                        RouteDefaults.policy().deadlines(), UpstreamDeadlinesConfig.NONE),
                null,
                new BreakerConfig(false, 20, 0.5, Duration.ofSeconds(5), 1),
                Continuation.NONE);
    }

    private static final class Idle implements Upstream {
        @Override
        public String name() {
            return "idle";
        }

        @Override
        public Attempt open(UpstreamCall call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void retire() {}
    }
}
