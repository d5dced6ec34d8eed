package dev.sluice.simulator.fast;

import dev.sluice.simulator.SimulatedOperation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One client's connection: reads requests and writes the prebuilt answer to each. A request that
 * arrives during an answer waits for its turn. Runs on its event loop; ends when the client leaves,
 * or after an unreadable request.
 */
final class FastConnection extends ChannelInboundHandlerAdapter implements PaceWheel.Waiting {
    private static final byte[] CHAT =
            "POST /v1/chat/completions ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final PrebuiltScript script;
    private final PaceWheel wheel;
    private final FastRequestReader reader = new FastRequestReader();
    private byte @Nullable [] lastBody;
    private @Nullable PrebuiltAnswer lastAnswer;
    private @Nullable ChannelHandlerContext context;
    private List<PrebuiltAnswer.Beat> beats = List.of();
    private int beat;
    private boolean closing;

    FastConnection(PrebuiltScript script, PaceWheel wheel) {
        this.script = script;
        this.wheel = wheel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            int count = bytes.readableBytes();
            byte[] into = reader.room(count);
            bytes.readBytes(into, reader.end(), count);
            reader.arrived(count);
            answerAll(ctx);
        } catch (FastRequestReader.Refused e) {
            refuse(ctx, e);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        context = null;
        closing = true;
    }

    /** A client's reset is not an error of ours. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }

    /** Writes the next beat of a paced answer. */
    @Override
    public long onDue() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return -1;
        }
        var _ = ctx.writeAndFlush(beats.get(beat++).bytes().duplicate(), ctx.voidPromise());
        if (beat < beats.size()) {
            return PaceWheel.ticks(beats.get(beat).gap());
        }
        beats = List.of();
        try {
            closeIfLast(ctx);
            answerAll(ctx);
        } catch (FastRequestReader.Refused e) {
            refuse(ctx, e);
        }
        return -1;
    }

    private void answerAll(ChannelHandlerContext ctx) throws FastRequestReader.Refused {
        while (!closing && beats.isEmpty()) {
            if (!reader.complete()) {
                if (reader.takeContinue()) {
                    var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE));
                }
                return;
            }
            give(ctx, asked());
            reader.next();
            if (beats.isEmpty()) {
                closeIfLast(ctx);
            }
        }
    }

    private PrebuiltAnswer asked() {
        boolean chat = reader.lineStartsWith(CHAT);
        if (chat && lastAnswer != null && reader.hasBody(lastBody)) {
            return lastAnswer; // A connection usually asks the same again.
        }
        String line = reader.line();
        if (line.equals("GET /v1/models")) {
            return script.models();
        }
        SimulatedOperation endpoint =
                line.startsWith("POST ") ? SimulatedOperation.at(line.substring(5)) : null;
        if (endpoint == null) {
            return PrebuiltScript.refusal(
                    404, line + ": unknown (expected: an operation of the OpenAI API under /v1)");
        }
        byte[] body = reader.body();
        PrebuiltAnswer answer = script.answer(endpoint, body);
        if (chat) {
            lastBody = body;
            lastAnswer = answer;
        }
        return answer;
    }

    private void give(ChannelHandlerContext ctx, PrebuiltAnswer answer) {
        List<PrebuiltAnswer.Beat> all = answer.beats();
        int at = 0;
        do {
            var _ = ctx.writeAndFlush(all.get(at++).bytes().duplicate(), ctx.voidPromise());
        } while (at < all.size() && all.get(at).gap().isZero());
        if (at < all.size()) {
            beats = all;
            beat = at;
            wheel.await(this, PaceWheel.ticks(all.get(at).gap()));
        }
    }

    private void closeIfLast(ChannelHandlerContext ctx) {
        if (!reader.keepAlive()) {
            closing = true;
            var _ = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void refuse(ChannelHandlerContext ctx, FastRequestReader.Refused why) {
        closing = true;
        beats = List.of();
        PrebuiltAnswer answer =
                PrebuiltScript.refusal(why.status(), String.valueOf(why.getMessage()));
        var _ = ctx.writeAndFlush(answer.beats().getFirst().bytes().duplicate())
                .addListener(ChannelFutureListener.CLOSE);
    }
}
