package dev.sluice.upstream.openai;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnection;

/**
 * What Vert.x leaves open about connections to upstreams. Each is prepared when it is made:
 *
 * <ul>
 *   <li>Informational answers end here, any number of them (RFC 9110, 15.2). Vert.x knows 100 and
 *       103, and would take another for the answer.
 *   <li>Lengths that contradict each other are read as most clients read them: chunks count more
 *       than a length, also in HTTP/1.0, and the same length may stand twice. Requests of clients
 *       are read strictly, by another codec.
 *   <li>A write that fails does not close the connection before it has been read: an upstream that
 *       refuses a large request may answer, and close, while it is still being sent.
 * </ul>
 */
final class UpstreamConnections {
    /** As Vert.x calls it. */
    private static final String CODEC = "codec";

    private UpstreamConnections() {}

    /** Prepares a new connection, before the first request. */
    static void prepare(HttpConnection connection, HttpClientOptions options) {
        ChannelHandlerContext context = context(connection);
        context.channel().config().setAutoClose(false);
        if (context.handler() instanceof Http2ConnectionHandler http2) {
            http2.decoder().frameListener(new FinalHeads(http2.decoder().frameListener()));
        } else {
            context.pipeline().replace(HttpClientCodec.class, CODEC, codec(options));
            context.pipeline().addAfter(CODEC, "final-answers", new FinalAnswers());
        }
    }

    private static HttpClientCodec codec(HttpClientOptions options) {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(options.getMaxInitialLineLength())
                .setMaxHeaderSize(options.getMaxHeaderSize())
                .setMaxChunkSize(options.getMaxChunkSize())
                .setInitialBufferSize(options.getDecoderInitialBufferSize())
                .setUseRfc9112TransferEncoding(false)
                .setAllowDuplicateContentLengths(true);
        return new HttpClientCodec(config, false, false);
    }

    /**
     * Gives up what is left of a request that will not be sent to its end. Vert.x would send it
     * first, and an upstream need not read it.
     */
    static void abandon(HttpClientRequest request) {
        ChannelHandlerContext context = context(request.connection());
        if (context.handler() instanceof Http2ConnectionHandler http2) {
            var _ = http2.resetStream(
                    context, request.streamId(), Http2Error.CANCEL.code(), context.newPromise());
            context.flush();
        } else {
            var _ = context.close();
        }
    }

    private static ChannelHandlerContext context(HttpConnection connection) {
        return ((HttpClientConnection) connection).channelHandlerContext();
    }

    /** Lets final answers of an HTTP/1.1 connection pass, and no others. */
    private static final class FinalAnswers extends ChannelInboundHandlerAdapter {
        private boolean dropping;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse head) {
                HttpResponseStatus status = head.status();
                // Behind a 101 there is no HTTP.
                dropping = status.codeClass() == HttpStatusClass.INFORMATIONAL
                        && status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
            }
            if (!dropping) {
                context.fireChannelRead(message);
                return;
            }
            dropping = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        }
    }

    /** Lets final heads of an HTTP/2 connection's streams pass, and no others. */
    private static final class FinalHeads extends Http2FrameListenerDecorator {
        FinalHeads(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean last)
                throws Http2Exception {
            boolean informational =
                    HttpStatusClass.valueOf(headers.status()) == HttpStatusClass.INFORMATIONAL;
            if (last || !informational) {
                super.onHeadersRead(
                        context, stream, headers, dependency, weight, exclusive, padding, last);
            }
        }
    }
}
