package dev.sluice.inference.relay;

import dev.sluice.dialect.Dialect;
import dev.sluice.record.AttemptRecord;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Carries one upstream's answer to the client: {@link StreamRelay} for server-sent events, {@link
 * BodyRelay} for a document. Holds it until {@link #commit}; several relays of one inference may
 * hold an answer at a time, and one of them is committed.
 *
 * <p>Runs on the exchange's event loop. Whoever gives it up calls {@link #abandon()} and cancels
 * its attempt.
 */
public abstract sealed class Relay permits StreamRelay, BodyRelay {
    private static final int BAD_GATEWAY = 502;

    final Dialect dialect;
    final Listener listener;
    private final TokenStream stream;
    private @Nullable ClientStream client;
    private @Nullable Flow flow;
    private boolean ready;
    private boolean held;
    private boolean over;
    private boolean drained;

    Relay(TokenStream stream, Dialect dialect, Listener listener) {
        this.dialect = dialect;
        this.stream = stream;
        this.listener = listener;
    }

    /** Begins to read. */
    public final void start() {
        stream.exceptionHandler(cause -> {
            if (!isWhole()) {
                fail(UpstreamException.failureOf(cause));
            }
        });
        stream.endHandler(ignored -> {
            drained = true;
            if (!over) {
                onEnd();
            }
        });
        stream.handler(piece -> {
            if (!over) {
                listener.onActivity();
                onPiece(piece);
                if (!over) {
                    pauseAsNeeded();
                }
            }
        });
        stream.resume();
    }

    /**
     * The answer becomes this client's: what was held goes to it now, and what comes as it comes.
     */
    public final void commit(ClientStream to, Flow told) {
        client = to;
        flow = told;
        onCommit(to);
        if (held) {
            held = false; // Also of an answer that is whole: its end has to be read for its
            // connection to be kept.
            stream.resume();
        }
    }

    /** Reads on no further until it is committed; what its upstream sends waits on the way. */
    public final void hold() {
        held = true;
        stream.pause();
    }

    /** Who hears of the answer since the commit. */
    final Flow flow() {
        return Objects.requireNonNull(flow);
    }

    /** Where the answer goes; null before the commit. */
    final @Nullable ClientStream client() {
        return client;
    }

    /** Enough is held to judge by, or there is nothing to judge; told once. */
    final void becomeReady() {
        if (!ready) {
            ready = true;
            listener.onReady();
        }
    }

    final boolean isReady() {
        return ready;
    }

    private void pauseAsNeeded() {
        if (client == null) {
            if (ready && !held) {
                hold(); // It is being judged.
            }
        } else if (client.isFull()) {
            pauseUntilRoom(client);
        }
    }

    /** Gives the client what was held. */
    abstract void onCommit(ClientStream to);

    /** Takes the next piece of the body. */
    abstract void onPiece(Buffer piece);

    /** The body has ended, whole as far as its own framing tells. */
    abstract void onEnd();

    /** Tokens of the answer so far, as far as they are known. */
    public abstract AttemptRecord.Tokens tokens();

    /** What the upstream calls the model that answers; null when it has not said. */
    public abstract @Nullable String servedModel();

    /** Whether all of the answer is there. */
    public abstract boolean isWhole();

    /** Says and forwards nothing more: its attempt has been given up. */
    public final void abandon() {
        over = true;
    }

    /** Whether it has ended, in whatever way. */
    final boolean isOver() {
        return over;
    }

    /** Whether the upstream's body has ended, so that its connection can serve the next call. */
    public final boolean isDrained() {
        return drained;
    }

    /** An error that the upstream reports inside its answer, as the client may see it. */
    final Buffer withoutSecrets(byte[] bytes, int start, int end) {
        return stream.withoutSecrets(
                Buffer.buffer(end - start).appendBytes(bytes, start, end - start));
    }

    /** The failure that an error in place of an answer stands for, although its status was 200. */
    final UpstreamFailure errorInside200(byte[] bytes, int start, int end) {
        Buffer json = withoutSecrets(bytes, start, end);
        return new UpstreamFailure.Refused(
                dialect.errors().statusOf(json, BAD_GATEWAY),
                MultiMap.caseInsensitiveMultiMap(),
                json,
                "the upstream reported an error in place of an answer");
    }

    /**
     * The answer is whole; gives the client the last of it.
     *
     * @param last ends the client's stream. The end of an HTTP/2 stream calls back at once, as a
     *     client that leaves does; so the exchange hears of the whole answer before.
     */
    final void complete(Runnable last) {
        over = true;
        Flow told = flow();
        told.onWhole();
        last.run();
        told.onDone();
    }

    /**
     * Ends it early.
     *
     * @param what what the upstream did, in words
     */
    final void cut(String what) {
        fail(new UpstreamFailure.Cut("the upstream " + what));
    }

    final void fail(UpstreamFailure failure) {
        if (!over) {
            over = true;
            listener.onFailed(failure);
        }
    }

    private void pauseUntilRoom(ClientStream full) {
        stream.pause();
        flow().onPaused();
        full.onRoom(ignored -> {
            if (!over) {
                flow().onResumed();
                stream.resume();
            }
        });
    }

    /**
     * What a relay tells of its answer. After {@link Flow#onDone} or {@link #onFailed} it tells
     * nothing more.
     */
    public interface Listener {
        /**
         * There is enough to judge by, or content and nothing to judge. The answer is held until it
         * is committed.
         */
        void onReady();

        /** The piece that arrived brought tokens. */
        void onTokens();

        /** Something arrived. */
        void onActivity();

        /** The answer ended early; the client has not been told. */
        void onFailed(UpstreamFailure failure);
    }

    /** What a relay tells of a committed answer. */
    public interface Flow {
        /** The client reads too slowly. */
        void onPaused();

        /** The client has caught up again. */
        void onResumed();

        /**
         * The answer that the client has been seeing is whole but for its end, which is held, and
         * can be judged.
         */
        void onTrialOver();

        /** The whole answer is there; a client that leaves from now on changes nothing. */
        void onWhole();

        /** The whole answer has gone to the client. */
        void onDone();

        /** An error event of the upstream has been forwarded as it came; nothing may follow it. */
        void onErrorForwarded();
    }
}
