package dev.sluice.stream;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * Writes to a client so that everything added in one turn of the event loop leaves in one write, at the end of that
 * turn. Needs no timer and delays nothing; it saves a system call per frame (see {@code docs/adr/0002}).
 *
 * <p>Runs on the response's event loop. After {@link #end()} or once the client has gone, additions are ignored.
 */
public final class TurnWriter {
    private final Context context;
    private final HttpServerResponse response;
    private final Handler<Void> flushTurn = ignored -> flush();
    private Buffer turn = Buffer.buffer();
    private boolean scheduled;
    private boolean ended;

    public TurnWriter(Context context, HttpServerResponse response) {
        this.context = context;
        this.response = response;
    }

    /** Adds bytes to this turn's write. */
    public void add(byte[] bytes, int start, int end) {
        if (ended) {
            return;
        }
        turn.appendBytes(bytes, start, end - start);
        schedule();
    }

    /** Adds a buffer to this turn's write. */
    public void add(Buffer bytes) {
        if (ended) {
            return;
        }
        turn.appendBuffer(bytes);
        schedule();
    }

    /** Whether the client reads more slowly than it is written to; then wait for {@link #onRoom}. */
    public boolean isFull() {
        return response.writeQueueFull();
    }

    /** Called when a full client has room again. */
    public void onRoom(Handler<Void> handler) {
        response.drainHandler(handler);
    }

    /** Writes what is left and ends the response. */
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (response.ended() || response.closed()) {
            return;
        }
        if (turn.length() > 0) {
            response.end(turn);
        } else {
            response.end();
        }
    }

    /** Ignores everything from now on. */
    public void abandon() {
        ended = true;
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(flushTurn);
        }
    }

    private void flush() {
        scheduled = false;
        if (ended || turn.length() == 0 || response.closed()) {
            return;
        }
        Buffer now = turn;
        turn = Buffer.buffer();
        response.write(now);
    }
}
