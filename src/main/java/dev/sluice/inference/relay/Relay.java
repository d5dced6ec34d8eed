package dev.sluice.inference.relay;

import dev.sluice.dialect.Dialect;
import dev.sluice.record.AttemptRecord;
import dev.sluice.stream.SseFrame;
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
 * hold an answer at a time, but only one is committed.
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
    private Stage stage = Stage.FILLING;
    private Reading reading = Reading.RUNNING;

    Relay(TokenStream stream, Dialect dialect, Listener listener) {
        this.dialect = dialect;
        this.stream = stream;
        this.listener = listener;
    }

    /** Begins to read the upstream's answer. */
    public final void start() {
        stream.exceptionHandler(cause -> {
            if (!isWhole()) {
                fail(UpstreamException.failureOf(cause));
            }
        });
        stream.endHandler(ignored -> {
            reading = Reading.DRAINED;
            if (!isOver()) {
                onEnd();
            }
        });
        stream.handler(piece -> {
            if (!isOver()) {
                listener.onActivity();
                onPiece(piece);
                pauseAsNeeded();
            }
        });
        stream.resume();
    }

    /** Commits the answer: this client gets what was held now, and the rest as it arrives. */
    public final void commit(ClientStream to, Flow told) {
        client = to;
        flow = told;
        if (!isOver()) {
            stage = Stage.COMMITTED;
        }
        onCommit(to);
        if (reading == Reading.HELD) {
            // A whole answer is read to the end of its body too, so that its connection is kept.
            reading = Reading.RUNNING;
            stream.resume();
        }
    }

    /** Stops reading until the commit, so that the upstream has to wait. */
    public final void hold() {
        if (reading == Reading.RUNNING) {
            reading = Reading.HELD;
            stream.pause();
        }
    }

    /** The listener of the committed answer. */
    final Flow flow() {
        return Objects.requireNonNull(flow);
    }

    /** The client; null before the commit. */
    final @Nullable ClientStream client() {
        return client;
    }

    /**
     * Tells the listener, once, that there is enough to judge by, or content and nothing to judge.
     */
    final void becomeReady() {
        if (stage == Stage.FILLING) {
            stage = Stage.READY;
            listener.onReady();
        }
    }

    /** Whether there is nothing more to wait for before the commit. */
    final boolean isReady() {
        return stage != Stage.FILLING;
    }

    private void pauseAsNeeded() {
        switch (stage) {
            case READY -> hold(); // It is being judged.
            case COMMITTED -> pauseWhenFull(Objects.requireNonNull(client));
            case FILLING, OVER -> {}
        }
    }

    /** Gives the client what was held. */
    abstract void onCommit(ClientStream to);

    /** Takes the next piece of the body. */
    abstract void onPiece(Buffer piece);

    /** The body has ended without an error of the transport. */
    abstract void onEnd();

    /** The tokens of the answer so far, as far as they are known. */
    public abstract AttemptRecord.Tokens tokens();

    /** What the upstream calls the model that answers; null if it has not said. */
    public abstract @Nullable String servedModel();

    /** Whether the whole answer has arrived. */
    public abstract boolean isWhole();

    /** Forwards and reports nothing more: the attempt has been given up. */
    public final void abandon() {
        stage = Stage.OVER;
    }

    /** Whether it has ended: completed, failed or abandoned. */
    final boolean isOver() {
        return stage == Stage.OVER;
    }

    /** Whether the upstream's body has ended, so that its connection can serve the next call. */
    public final boolean isDrained() {
        return reading == Reading.DRAINED;
    }

    /** An error that the upstream reports inside its answer, as the client may see it. */
    final Buffer withoutSecrets(byte[] bytes, int start, int end) {
        return stream.withoutSecrets(
                Buffer.buffer(end - start).appendBytes(bytes, start, end - start));
    }

    /**
     * An error event as the client's protocol has it: the frame as it came if it is one already;
     * null if it has no words.
     */
    final @Nullable Buffer errorEvent(SseFrame event, byte[] bytes, int start, int end) {
        Buffer words = withoutSecrets(event.bytes(), event.from(), event.to());
        Buffer document = dialect.errors().passOn(words, BAD_GATEWAY);
        if (document == words) {
            return withoutSecrets(bytes, start, end);
        }
        return document == null ? null : dialect.errors().event(document);
    }

    /** The failure for an error that came as the answer, with status 200. */
    final UpstreamFailure errorInside200(byte[] bytes, int start, int end) {
        return inside200(dialect, withoutSecrets(bytes, start, end));
    }

    /** The same for an error whose words hold no secrets. */
    static UpstreamFailure inside200(Dialect dialect, Buffer json) {
        return new UpstreamFailure.Refused(
                dialect.errors().statusOf(json, BAD_GATEWAY),
                MultiMap.caseInsensitiveMultiMap(),
                json,
                "the upstream reported an error instead of an answer");
    }

    /**
     * Completes the answer, which is whole.
     *
     * @param last ends the client's stream. The end of an HTTP/2 stream calls back at once, as a
     *     client that leaves does; so the exchange is told before that the answer is whole.
     */
    final void complete(Runnable last) {
        stage = Stage.OVER;
        Flow told = flow();
        told.onWhole();
        last.run();
        told.onDone();
    }

    /**
     * Fails because the answer ended early or makes no sense.
     *
     * @param what what the upstream did, as the end of a sentence that begins with "the upstream"
     */
    final void cut(String what) {
        fail(new UpstreamFailure.Cut("the upstream " + what));
    }

    final void fail(UpstreamFailure failure) {
        if (!isOver()) {
            stage = Stage.OVER;
            listener.onFailed(failure);
        }
    }

    private void pauseWhenFull(ClientStream full) {
        if (!full.isFull()) {
            return;
        }
        stream.pause();
        flow().onPaused();
        full.onRoom(ignored -> {
            if (!isOver()) {
                flow().onResumed();
                stream.resume();
            }
        });
    }

    /** How far the answer is; each stage follows those above it. */
    private enum Stage {
        /** What arrives is held until there is enough to judge by. */
        FILLING,

        /** The listener decides whether this answer is committed. */
        READY,

        /** What arrives goes to the client. */
        COMMITTED,

        /** The answer has ended or was given up. */
        OVER
    }

    /** What goes on with the upstream's body. */
    private enum Reading {
        RUNNING,

        /** The upstream has to wait until the commit. */
        HELD,

        /** The body has ended. */
        DRAINED
    }

    /**
     * Hears about the answer. Nothing is reported after {@link Flow#onDone} or {@link #onFailed}.
     */
    public interface Listener {
        /**
         * There is enough to judge by, or content and nothing to judge. The answer is held until it
         * is committed.
         */
        void onReady();

        /** The piece that just arrived has tokens. */
        void onTokens();

        /** A piece of the answer arrived. */
        void onActivity();

        /** The answer failed; the client has not been told. */
        void onFailed(UpstreamFailure failure);
    }

    /** Hears about a committed answer. */
    public interface Flow {
        /** The client reads too slowly; the upstream is paused. */
        void onPaused();

        /** The client has caught up; the upstream is read again. */
        void onResumed();

        /**
         * The answer is whole and can be judged. The client has all of it except its end, which is
         * held.
         */
        void onTrialOver();

        /** The whole answer has arrived; the client's leaving no longer changes the outcome. */
        void onWhole();

        /** The whole answer has been given to the client. */
        void onDone();

        /** An error event of the upstream has been forwarded; nothing may follow it. */
        void onErrorForwarded();
    }
}
