package dev.sluice.inference.climb;

import dev.sluice.inference.relay.ClientStream;
import dev.sluice.inference.relay.Relay;
import dev.sluice.inference.relay.StreamRelay;
import dev.sluice.record.AttemptRecord;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * The upstream call of one attempt, and the {@link Relay} that carries its answer once there is
 * one. Runs on the exchange's event loop.
 */
final class AttemptCall {
    private @Nullable Attempt attempt;
    private @Nullable TokenStream answer;
    private @Nullable Relay relay;

    /** Opens it, and tells its head, or how it failed. */
    void open(
            Upstream upstream,
            UpstreamCall call,
            Consumer<TokenStream> onHead,
            Consumer<UpstreamFailure> onFailed) {
        Attempt opened = upstream.open(call);
        attempt = opened;
        opened.answer().onComplete(head -> {
            if (head.succeeded()) {
                onHead.accept(head.result());
            } else {
                onFailed.accept(UpstreamException.failureOf(head.cause()));
            }
        });
    }

    /** Whether an answer is a stream of events, as far as its head tells. */
    static boolean isEvents(TokenStream stream) {
        String type = stream.headers().get("content-type");
        return type == null || type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    /** What is wrong with one that is none. */
    static UpstreamFailure noStream(TokenStream stream) {
        return new UpstreamFailure.Cut("the upstream answered with '"
                + stream.headers().get("content-type") + "' in place of a stream");
    }

    /** Its answer is read from now on. */
    void read(TokenStream from, Relay by) {
        answer = from;
        relay = by;
        by.start();
    }

    /** Resets the upstream. */
    void cancel() {
        if (attempt != null) {
            attempt.cancel();
        }
    }

    /** Nothing more is read or given on. */
    void abandonRelay() {
        if (relay != null) {
            relay.abandon();
        }
    }

    /** What has been held goes to that client, and what comes as it comes. */
    void commit(ClientStream client, Relay.Flow flow) {
        if (relay != null) {
            relay.commit(client, flow);
        }
    }

    /** Reads on no further until it is committed. */
    void hold() {
        if (relay != null) {
            relay.hold();
        }
    }

    /** What is there is enough to judge by. */
    void closeWindow() {
        if (relay instanceof StreamRelay stream) {
            stream.closeWindow();
        }
    }

    /** The client gets the end that was held from it. */
    void endTrial() {
        if (relay instanceof StreamRelay stream) {
            stream.endTrial();
        }
    }

    /** Whether all of the answer is there. */
    boolean isWhole() {
        return relay != null && relay.isWhole();
    }

    /** The text so far, for another rung to carry on; null where there is none that could be. */
    @Nullable
    String carryOn() {
        return relay instanceof StreamRelay stream ? stream.carryOn() : null;
    }

    /** The headers of the answer; null before there is one. */
    @Nullable
    MultiMap headers() {
        return answer == null ? null : answer.headers();
    }

    @Nullable
    String servedModel() {
        return relay == null ? null : relay.servedModel();
    }

    AttemptRecord.Tokens tokens() {
        return relay == null ? AttemptRecord.Tokens.UNKNOWN : relay.tokens();
    }

    @Nullable
    Relay relay() {
        return relay;
    }

    /**
     * The call, while its connection can't serve another one: the terminator is not the end of the
     * body.
     */
    @Nullable
    Attempt undrained() {
        return relay == null || relay.isDrained() ? null : attempt;
    }
}
