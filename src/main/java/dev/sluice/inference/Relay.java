package dev.sluice.inference;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

/**
 * Carries one upstream's answer to the client: {@link StreamRelay} for server-sent events, {@link BodyRelay} for a
 * document. Runs on the exchange's event loop; the exchange ends it by cancelling the attempt.
 */
sealed interface Relay permits StreamRelay, BodyRelay {
    /** Begins to read. */
    void start();

    /** Says and forwards nothing more: its attempt has been given up. */
    void abandon();

    /** Whether the upstream's body has ended, so that its connection can serve the next call. */
    boolean isDrained();

    /** What a relay tells its exchange. After {@code onDone} or {@code onFailed} it tells nothing more. */
    interface Listener {
        /** The first token is there: the answer is this rung's. */
        void onCommit();

        /** Something arrived. */
        void onActivity();

        /** The client reads too slowly, or has caught up again. */
        void onPaused(boolean paused);

        /** The whole answer has gone to the client. */
        void onDone();

        /** The answer ended early; the client has not been told. */
        void onFailed(UpstreamFailure failure);

        /** An error event of the upstream has been forwarded as it came; nothing may follow it. */
        void onErrorForwarded();
    }

    /** The failure that an exception of a token stream stands for. */
    static UpstreamFailure failure(Throwable cause) {
        return cause instanceof UpstreamException known
                ? known.failure()
                : new UpstreamFailure.Cut("the answer can't be read: " + cause.getMessage());
    }
}
