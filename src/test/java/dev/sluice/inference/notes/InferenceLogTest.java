package dev.sluice.inference.notes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.dialect.openai.OpenAiDialect;
import dev.sluice.model.Model;
import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.RecordedRefusal;
import dev.sluice.record.RecordedText;
import dev.sluice.routing.AttemptDeadlines;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Party;
import dev.sluice.vocabulary.Purpose;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

class InferenceLogTest {
    private static final UUID ID = Ids.next(Clock.systemUTC());
    private static final byte[] BODY = "{\"model\":\"asked\",\"stream\":true,\"messages\":[{}]}"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private final AtomicLong clock = new AtomicLong(1_000);
    private final InferenceLog log = new InferenceLog(ID, "chat_completions", "app", clock::get);

    @Test
    void notesWhenTheTokensCame() {
        at(5_000);
        log.begin("slang", request(), "user-7", null);
        at(5_010);
        AttemptNotes notes = log.attemptOpened(1, Purpose.ANSWER, rung("tuned"));
        at(5_030);
        notes.head();
        at(5_100);
        notes.committed();
        log.answered(200, null);
        notes.tokens();
        at(5_150);
        notes.tokens();
        at(5_400);
        notes.tokens();
        at(5_500);
        notes.ended(AttemptResult.COMPLETED, null, null, AttemptRecord.Tokens.UNKNOWN);
        at(5_520);
        InferenceRecord record = log.record(Outcome.COMPLETED, 321, null);

        assertThat(record.id()).isEqualTo(ID);
        assertThat(record.routing().route()).isEqualTo("slang");
        assertThat(record.request().requestedModel()).isEqualTo("asked");
        assertThat(record.request().key()).isEqualTo("app");
        assertThat(record.routing().unit()).isEqualTo("user-7");
        assertThat(record.ending().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(record.ending().outcome().party()).isEqualTo(Party.UPSTREAM);
        assertThat(record.ending().status()).isEqualTo(200);
        assertThat(record.ending().errorCode()).isNull();
        assertThat(record.routing().rung()).isEqualTo(1);
        assertThat(record.request().bytesIn()).isEqualTo(BODY.length);
        assertThat(record.ending().bytesOut()).isEqualTo(321);
        assertThat(record.ending().times())
                .isEqualTo(new InferenceRecord.Times(100, 150, 250, 520, 30));
        AttemptRecord attempt = record.attempts().getFirst();
        assertThat(attempt.ending().status()).isEqualTo(200);
        assertThat(attempt.ending().committed()).isTrue();
        assertThat(attempt.times().started()).isEqualTo(10);
        assertThat(attempt.times().head()).isEqualTo(20);
        assertThat(attempt.times().firstToken()).isEqualTo(90);
        assertThat(attempt.times().duration()).isEqualTo(490);
        assertThat(record.answered()).isSameAs(attempt);
    }

    @Test
    void notesEachAttemptAndWhatTheClientWasTold() {
        at(0);
        log.begin("slang", request(), null, null);
        AttemptNotes first = log.attemptOpened(1, Purpose.ANSWER, rung("tuned"));
        at(40);
        first.ended(AttemptResult.REFUSED, refused(503, ""), null, AttemptRecord.Tokens.UNKNOWN);
        AttemptNotes second = log.attemptOpened(2, Purpose.ANSWER, rung("base"));
        at(70);
        second.head();
        second.ended(AttemptResult.CUT, null, null, AttemptRecord.Tokens.UNKNOWN);
        log.answered(502, "upstream_cut");
        InferenceRecord record = log.record(Outcome.UPSTREAM_FAILED, 0, null);

        assertThat(record.ending().status()).isEqualTo(502);
        assertThat(record.ending().errorCode()).isEqualTo("upstream_cut");
        assertThat(record.routing().rung()).isZero();
        assertThat(record.answered()).isNull();
        assertThat(record.ending().times()).isEqualTo(new InferenceRecord.Times(-1, -1, -1, 70, 0));
        assertThat(record.attempts())
                .extracting(
                        AttemptRecord::ordinal,
                        it -> it.call().rung(),
                        it -> it.call().model(),
                        it -> it.ending().result(),
                        it -> it.ending().status())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                1, 1, "tuned", AttemptResult.REFUSED, 503),
                        org.assertj.core.groups.Tuple.tuple(2, 2, "base", AttemptResult.CUT, 200));
    }

    @Test
    void keepsTheStatusOfAnAnswerThatFailedLater() {
        log.begin("slang", request(), null, null);
        log.answered(200, null);
        log.answered(502, "upstream_cut");
        InferenceRecord record = log.record(Outcome.UPSTREAM_FAILED, 10, null);

        assertThat(record.ending().status()).isEqualTo(200);
        assertThat(record.ending().errorCode()).isEqualTo("upstream_cut");
    }

    @Test
    void knowsOnlyWhoAskedOfARequestThatWasRefused() {
        at(100);
        log.answered(429, "concurrency_limit_exceeded");
        at(150);
        InferenceRecord record = log.record(Outcome.SHED, 0, null);

        assertThat(record.routing().route()).isEmpty();
        assertThat(record.request().requestedModel()).isEmpty();
        assertThat(record.request().operation()).isEqualTo("chat_completions");
        assertThat(record.ending().status()).isEqualTo(429);
        assertThat(record.attempts()).isEmpty();
    }

    @Test
    void keepsWhatWasSaidInARefusalOnlyWithTheText() {
        assertThat(refusedWith("{\"detail\":\"no such model\"}", true))
                .containsExactly(new RecordedRefusal(1, "no such model"));
        assertThat(refusedWith("<html>", true))
                .containsExactly(
                        new RecordedRefusal(1, "the upstream 'openai' answered with status 400"));
        assertThat(refusedWith("{\"detail\":\"no such model\"}", false)).isEmpty();
    }

    @Test
    void keepsNoMoreThanTheBeginningOfALongRefusal() {
        String words = "x".repeat(510) + "\uD83D\uDE80".repeat(1_000);

        assertThat(refusedWith(words, true))
                .containsExactly(new RecordedRefusal(1, "x".repeat(510) + "…"));
        assertThat(refusedWith(words, true).toString()).doesNotContain("xx");
    }

    private List<RecordedRefusal> refusedWith(String body, boolean kept) {
        InferenceLog fresh = new InferenceLog(ID, "chat_completions", "app", clock::get);
        fresh.begin("slang", request(), null, null);
        if (kept) {
            fresh.keepRefusals(OpenAiDialect.INSTANCE.errors());
        }
        fresh.attemptOpened(1, Purpose.ANSWER, rung("tuned"))
                .ended(
                        AttemptResult.REFUSED,
                        refused(400, body),
                        null,
                        AttemptRecord.Tokens.UNKNOWN);
        RecordedText text = kept ? new RecordedText(BODY, new byte[0], false) : null;
        return fresh.record(Outcome.REJECTED, 0, text).refusals();
    }

    private static UpstreamFailure refused(int status, String body) {
        return new UpstreamFailure.Refused(
                status,
                MultiMap.caseInsensitiveMultiMap(),
                Buffer.buffer(body),
                "the upstream 'openai' answered with status " + status);
    }

    private void at(long nanos) {
        clock.set(nanos);
    }

    private static InferenceRequest request() {
        return OpenAiDialect.INSTANCE
                .requests(8)
                .read(dev.sluice.vocabulary.Operation.CHAT_COMPLETIONS, BODY);
    }

    private static Rung rung(String model) {
        Upstream upstream = new Upstream() {
            @Override
            public String name() {
                return "openai";
            }

            @Override
            public Attempt open(UpstreamCall call) {
                throw new AssertionError("nothing is called");
            }

            @Override
            public void retire() {}
        };
        Duration any = Duration.ofSeconds(1);
        return new Rung(
                new Model.Base(model, "openai", "sent-" + model, null),
                upstream,
                new AttemptDeadlines(any, any, any, any, null),
                null,
                new BreakerConfig(false, 20, 0.5, any, 1),
                UpstreamConfig.Continuation.NONE);
    }
}
