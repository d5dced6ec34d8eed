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
 * Tells the client of one exchange what is not part of its answer: which rung serves it, that it is
 * replaced or continued, signs of life, and errors. Notes in the log what was sent.
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

    /**
     * Announces the answer that follows.
     *
     * @param before the answer that the client has been seeing; null if there is none
     */
    void announce(Contender next, @Nullable Contender before) {
        if (before == null) {
            head(next);
        } else {
            stream.add(Announcement.of(next, before, log.attempts()));
        }
    }

    private void head(Contender next) {
        log.answered(OK, null);
        if (stream.hasHead()) {
            if (keepAlive == KeepAliveConfig.Mode.COMMENT) {
                stream.add(AnswerHeaders.comment(next, log.attempts()));
            }
            return;
        }
        MultiMap answer = next.call().headers();
        if (answer != null) {
            Headers.answerHeaders(answer, stream.headers());
        }
        AnswerHeaders.set(stream.headers(), next, log.attempts());
    }

    /** Commits the answer: its stream begins. */
    void commit() {
        stream.commitEvents(streaming);
    }

    /**
     * Sends a sign of life, so that no proxy between here and the client gives up. The first one
     * sends the head.
     *
     * @param seen the answer that is being sent; null if there is none
     */
    void keepWaiting(@Nullable Contender seen) {
        if (!stream.isFull()) {
            log.answered(OK, null);
            stream.beginEvents();
            stream.add(KeepAlive.filler(
                    keepAlive, answers, seen == null ? null : seen.call().relay()));
        }
    }

    /** Notes that an upstream's error event was forwarded within the answer. */
    void noteErrorEvent() {
        log.answered(OK, "upstream_error_event");
    }

    /** Ends the answer with an upstream's failure. */
    void fail(UpstreamFailure failure) {
        ErrorResponse response = Failures.response(failure, errors);
        if (hasOtherRungs && Failures.mayFallBack(failure)) {
            response.headers().set("x-should-retry", "false"); // Every rung was tried.
        }
        fail(response, Failures.error(failure).code());
    }

    /** Ends the answer with an error of the gateway. */
    void fail(ClientError error, MultiMap headers) {
        fail(errors.response(error, headers), error.code());
    }

    private void fail(ErrorResponse response, String code) {
        log.answered(response.status(), code);
        stream.fail(response);
    }
}
