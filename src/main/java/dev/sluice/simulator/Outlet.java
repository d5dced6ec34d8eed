package dev.sluice.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes one answer's bytes frame by frame, in bursts or in small pieces; ends or breaks it;
 * notices when the client leaves. Counts each answer's end exactly once. Runs on the connection's
 * event loop.
 */
final class Outlet {
    private static final long H2_INTERNAL_ERROR = 2;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final SimulatorStats stats;
    private final Context context;
    private final Deque<Buffer> pieces = new ArrayDeque<>();
    private Future<Void> lastWrite = Future.succeededFuture();
    private @Nullable Buffer held;
    private @Nullable Runnable ready;
    private Runnable gone = () -> {};
    private int pieceBytes;
    private boolean burst;
    private boolean headSent;
    private boolean over;

    Outlet(HttpServerRequest request, SimulatorStats stats, Context context) {
        this.request = request;
        this.response = request.response();
        this.stats = stats;
        this.context = context;
        response.closeHandler(ignored -> leave());
        response.exceptionHandler(ignored -> leave());
    }

    /** Whether the answer has ended, was broken off, or its client has left. */
    boolean over() {
        return over;
    }

    void onGone(Runnable action) {
        gone = action;
    }

    void header(CharSequence name, CharSequence value) {
        response.putHeader(name, value);
    }

    void status(int code) {
        response.setStatusCode(code);
    }

    /** Whether the length of what follows is unknown. */
    void chunked(boolean chunked) {
        response.setChunked(chunked);
    }

    void sendHead() {
        headSent = true;
        chunked(true);
        if (request.version() == HttpVersion.HTTP_2) {
            response.writeHead();
        } else {
            lastWrite = response.write(Buffer.buffer());
        }
    }

    /** From now on frames are held until {@link #flush}. */
    void burst() {
        burst = true;
    }

    /** From now on everything is written in pieces of this many bytes. */
    void split(int bytes) {
        flush();
        pieceBytes = bytes;
    }

    void write(Buffer bytes) {
        if (burst) {
            held = (held == null ? Buffer.buffer() : held).appendBuffer(bytes);
        } else {
            writeNow(bytes);
        }
    }

    /** Writes what a burst holds. */
    void flush() {
        if (held != null) {
            Buffer bytes = held;
            held = null;
            writeNow(bytes);
        }
    }

    /** There are no more frames: held bytes go out with the end, or in small pieces before it. */
    void finish() {
        if (pieceBytes > 0) {
            flush();
        }
    }

    /**
     * Whether the player must wait, because the client does not read or small pieces are still
     * unwritten.
     */
    boolean full() {
        return !pieces.isEmpty() || response.writeQueueFull();
    }

    /** Calls back once, when it is no longer full. */
    void whenReady(Runnable action) {
        if (!pieces.isEmpty()) {
            ready = action;
            return;
        }
        stats.onPaused();
        response.drainHandler(ignored -> {
            response.drainHandler(null);
            action.run();
        });
    }

    /** Ends the answer with these bytes as the last, or as the only, ones. */
    void end(Buffer bytes) {
        over = true;
        stats.onBytes(bytes.length());
        stats.onCompleted();
        response.end(bytes).onFailure(ignored -> stats.onCompletedInVain());
    }

    /** Ends the answer with what is held. */
    void end() {
        Buffer rest = held == null ? Buffer.buffer() : held;
        held = null;
        end(rest);
    }

    /** Breaks the answer off once everything written before has gone out. */
    void cut(Step.Cut.How how) {
        flush();
        over = true;
        stats.onCut();
        lastWrite.onComplete(ignored -> {
            if (request.version() == HttpVersion.HTTP_2) {
                response.reset(H2_INTERNAL_ERROR);
                return;
            }
            Channel channel = ((ConnectionBase) request.connection()).channel();
            if (how == Step.Cut.How.RST) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            var _ = channel.close();
        });
    }

    /** Announces a document's length, as real upstreams do, even if it is then cut short. */
    void announce(int bodyBytes) {
        if (!headSent) {
            headSent = true;
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bodyBytes));
        }
    }

    private void writeNow(Buffer bytes) {
        if (over || bytes.length() == 0) {
            return;
        }
        if (pieceBytes == 0) {
            send(bytes);
            return;
        }
        boolean idle = pieces.isEmpty();
        for (int from = 0; from < bytes.length(); from += pieceBytes) {
            pieces.add(bytes.slice(from, Math.min(from + pieceBytes, bytes.length())));
        }
        if (idle) {
            context.runOnContext(ignored -> sendPiece());
        }
    }

    /**
     * One piece per turn, because within one turn the connection would merge them into one write.
     */
    private void sendPiece() {
        if (over) {
            return;
        }
        if (response.writeQueueFull()) {
            stats.onPaused();
            response.drainHandler(ignored -> {
                response.drainHandler(null);
                sendPiece();
            });
            return;
        }
        Buffer piece = pieces.poll();
        if (piece != null) {
            send(piece);
            context.runOnContext(ignored -> sendPiece());
            return;
        }
        Runnable action = ready;
        ready = null;
        if (action != null) {
            action.run();
        }
    }

    private void send(Buffer bytes) {
        if (!headSent) {
            headSent = true;
            response.setChunked(true);
        }
        stats.onBytes(bytes.length());
        lastWrite = response.write(bytes);
    }

    private void leave() {
        if (!over) {
            over = true;
            stats.onCancelled();
            gone.run();
        }
    }
}
