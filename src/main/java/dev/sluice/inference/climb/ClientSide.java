package dev.sluice.inference.climb;

import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.dialect.AnswerFormat;
import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.ErrorFormat;
import dev.sluice.dialect.ErrorResponse;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.relay.ClientStream;
import dev.sluice.inference.relay.Headers;
import dev.sluice.inference.relay.KeepAlive;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;

/**
 * What the client of one exchange is told besides its answer: whose it is, that it is replaced or
 * carried on, that it is worth waiting, that it has failed. Notes what it said.
 */
final class ClientSide {
    private static final int OK = 200;

    private final ClientStream stream;
    private final InferenceLog log;
    private final ErrorFormat errors;
    private final AnswerFormat answers;
    private final KeepAliveConfig.Mode keepAlive;
    private final boolean streaming;
    private final boolean hasOtherRungs;

    ClientSide(ClientStream stream, ClimbTerms terms) {
        this.stream = stream;
        this.log = terms.log();
        this.errors = terms.request().dialect().errors();
        this.answers = terms.request().dialect().answers();
        this.keepAlive = terms.keepAlive();
        this.streaming = terms.request().streaming();
        this.hasOtherRungs = terms.plan().rungs().size() > 1;
    }

    /** That attempt's answer follows, for the first time, or in the place of one that was seen. */
    void announce(Contender next, @Nullable Contender before) {
        if (before == null) {
            head(next);
        } else {
            stream.add(Announcement.of(next, before, log.attempts()));
        }
    }

    private void head(Contender next) {
        log.told(OK, null);
        if (stream.hasHead()) {
            if (keepAlive == KeepAliveConfig.Mode.COMMENT) {
                stream.add(AnswerHeaders.late(next, log.attempts()));
            }
            return;
        }
        MultiMap answer = next.call().headers();
        if (answer != null) {
            Headers.answerHeaders(answer, stream.headers());
        }
        AnswerHeaders.set(stream.headers(), next, log.attempts());
    }

    /** Its answer begins to flow. */
    void commit() {
        stream.commitEvents(streaming);
    }

    /**
     * A proxy between here and the client might give up. The head goes out with the first sign of
     * life.
     *
     * @param seen the answer that is under way, if there is one
     */
    void keepWaiting(@Nullable Contender seen) {
        if (!stream.isFull()) {
            log.told(OK, null);
            stream.beginEvents();
            stream.add(KeepAlive.filler(
                    keepAlive, answers, seen == null ? null : seen.call().relay()));
        }
    }

    /** An upstream's own error goes to it, in the middle of its answer. */
    void noteErrorEvent() {
        log.told(OK, "upstream_error_event");
    }

    /** No answer, or no more of it, because of an upstream. */
    void fail(UpstreamFailure failure) {
        ErrorResponse response = Failures.response(failure, errors);
        if (hasOtherRungs && Failures.mayFallBack(failure)) {
            response.headers().set("x-should-retry", "false"); // Every rung has had its try.
        }
        fail(response, Failures.error(failure).code());
    }

    /** The same because of the gateway. */
    void fail(ClientError error, MultiMap headers) {
        fail(errors.response(error, headers), error.code());
    }

    private void fail(ErrorResponse response, String code) {
        log.told(response.status(), code);
        stream.fail(response);
    }
}
