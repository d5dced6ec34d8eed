package dev.sluice.stream;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Writes to a client so that everything added in one turn of the event loop leaves in one write, at
 * the end of that turn. Needs no timer and delays nothing; it saves a system call per frame (see
 * {@code docs/adr/0002}).
 *
 * <p>Runs on the response's event loop. After {@link #end()}, or once the client has gone,
 * additions are ignored. An added buffer belongs to the writer: if nothing else is added in its
 * turn, it is written without a copy.
 */
public final class TurnWriter {
    private final Context context;
    private final HttpServerResponse response;
    private final Handler<Void> flushTurn = ignored -> flush();
    private @Nullable Buffer turn;
    private boolean gathering;
    private boolean scheduled;
    private boolean ended;
    private long bytes;

    public TurnWriter(Context context, HttpServerResponse response) {
        this.context = context;
        this.response = response;
    }

    /** Adds a buffer to this turn's write. */
    public void add(Buffer more) {
        if (ended || more.length() == 0) {
            return;
        }
        bytes += more.length();
        if (turn == null) {
            turn = more;
        } else {
            gather(turn, more);
        }
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(flushTurn);
        }
    }

    /** How many bytes have been added since the beginning. */
    public long bytes() {
        return bytes;
    }

    /** Whether the client reads too slowly; if so, wait for {@link #onRoom}. */
    public boolean isFull() {
        return response.writeQueueFull();
    }

    /** Called when a full client has room again. */
    public void onRoom(Handler<Void> handler) {
        response.drainHandler(handler);
    }

    /** Writes the rest and ends the response. */
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (response.ended() || response.closed()) {
            return;
        }
        Buffer last = take();
        if (last != null) {
            response.end(last);
        } else {
            response.end();
        }
    }

    /** Ignores everything from now on. */
    public void abandon() {
        ended = true;
    }

    private void gather(Buffer first, Buffer more) {
        if (!gathering) {
            gathering = true;
            turn = Buffer.buffer(2 * (first.length() + more.length())).appendBuffer(first);
        }
        Objects.requireNonNull(turn).appendBuffer(more);
    }

    private @Nullable Buffer take() {
        Buffer taken = turn;
        turn = null;
        gathering = false;
        return taken;
    }

    private void flush() {
        scheduled = false;
        Buffer now = take();
        if (!ended && now != null && !response.closed()) {
            response.write(now);
        }
    }
}
