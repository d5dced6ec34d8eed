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

import java.util.function.Consumer;

/**
 * The upstream call of one attempt, and the {@link Relay} that carries its answer once its head has
 * arrived. Runs on the exchange's event loop.
 */
final class AttemptCall {
    private @Nullable Attempt attempt;
    private @Nullable TokenStream answer;
    private @Nullable Relay relay;

    /** Opens the call, and reports its head or how it failed. */
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

    /** Begins to read the answer. */
    void read(TokenStream from, Relay by) {
        answer = from;
        relay = by;
        by.start();
    }

    /** Resets the call. */
    void cancel() {
        if (attempt != null) {
            attempt.cancel();
        }
    }

    /** Stops forwarding the answer. */
    void abandonRelay() {
        if (relay != null) {
            relay.abandon();
        }
    }

    /** Commits the answer: the client gets what was held, and the rest as it arrives. */
    void commit(ClientStream client, Relay.Flow flow) {
        if (relay != null) {
            relay.commit(client, flow);
        }
    }

    /** Stops reading until the commit. */
    void hold() {
        if (relay != null) {
            relay.hold();
        }
    }

    /** Ends the window: the answer is judged by what is there. */
    void closeWindow() {
        if (relay instanceof StreamRelay stream) {
            stream.closeWindow();
        }
    }

    /** Gives the client the end that was held from it. */
    void endTrial() {
        if (relay instanceof StreamRelay stream) {
            stream.endTrial();
        }
    }

    /** Whether the whole answer has arrived. */
    boolean isWhole() {
        return relay != null && relay.isWhole();
    }

    /** The text so far, for another rung to continue; null if it can't be continued. */
    @Nullable
    String carryOn() {
        return relay instanceof StreamRelay stream ? stream.carryOn() : null;
    }

    /** The headers of the answer; null before it has arrived. */
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
     * The call if the body has not ended, so that its connection can't be reused; else null. A
     * stream's body may go on after its terminator.
     */
    @Nullable
    Attempt undrained() {
        return relay == null || relay.isDrained() ? null : attempt;
    }
}
