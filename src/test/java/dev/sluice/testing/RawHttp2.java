package dev.sluice.testing;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * One side of an HTTP/2 connection on a bare socket, without TLS: writes headers as it is told,
 * lawful or not, and reads whole messages. Header names and values are ISO-8859-1. Of one thread;
 * messages are small.
 */
public final class RawHttp2 implements AutoCloseable {
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

    /**
     * What came on one stream; its headers are empty when the stream or the connection ended in its
     * place.
     */
    public record Message(int stream, Map<String, String> headers, String body) {
        /** The status of an answer, 0 when there is none. */
        public int status() {
            return Integer.parseInt(headers.getOrDefault(":status", "0"));
        }
    }

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    /** A client's side. */
    public static RawHttp2 connect(int port) {
        try {
            RawHttp2 client = new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port));
            client.socket.getOutputStream().write(PREFACE);
            client.frame(SETTINGS, 0, 0, new byte[0]);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's side of a connection just accepted. */
    public static RawHttp2 accept(Socket socket) throws IOException {
        RawHttp2 server = new RawHttp2(socket);
        server.in.readFully(new byte[PREFACE.length]);
        server.frame(SETTINGS, 0, 0, new byte[0]);
        return server;
    }

    /** Sends a message: its headers, names and values in turn, then its body. */
    public RawHttp2 send(int stream, String body, String... headers) {
        headers(stream, body.isEmpty(), headers);
        return body.isEmpty() ? this : data(stream, body.getBytes(StandardCharsets.UTF_8), true);
    }

    /** Sends headers, names and values in turn, of a message that goes on. */
    public RawHttp2 head(int stream, String... headers) {
        return headers(stream, false, headers);
    }

    /** Sends a part of a message's body. */
    public RawHttp2 data(int stream, byte[] bytes, boolean last) {
        return write(DATA, last ? END_STREAM : 0, stream, bytes);
    }

    /** Resets a stream without an error: the rest of the request is not wanted. */
    public RawHttp2 reset(int stream) {
        return write(RST_STREAM, 0, stream, new byte[4]);
    }

    private RawHttp2 headers(int stream, boolean last, String... headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < headers.length; i += 2) {
            block.write(0); // A literal that is not indexed, with a literal name.
            literal(block, headers[i]);
            literal(block, headers[i + 1]);
        }
        return write(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block.toByteArray());
    }

    private RawHttp2 write(int type, int flags, int stream, byte[] payload) {
        try {
            frame(type, flags, stream, payload);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the head of the next message, and returns its stream. */
    public int readHead() {
        try {
            while (true) {
                int head = in.readInt();
                in.skipNBytes(1);
                int stream = in.readInt();
                in.skipNBytes(head >>> 8);
                if ((head & 0xff) == HEADERS) {
                    return stream;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until a message is whole, its stream is reset or the connection ends. */
    public Message read() {
        Map<String, String> headers = new TreeMap<>();
        StringBuilder body = new StringBuilder();
        try {
            while (true) {
                int head = in.readInt();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(head >>> 8);
                switch (head & 0xff) {
                    case DATA -> body.append(new String(payload, StandardCharsets.UTF_8));
                    case HEADERS ->
                        decoder.decodeHeaders(
                                        stream, Unpooled.wrappedBuffer(payload(flags, payload)))
                                .forEach(header -> headers.merge(
                                        header.getKey().toString(),
                                        header.getValue().toString(),
                                        (one, two) -> one + "|" + two));
                    case SETTINGS -> {
                        if (flags == 0) {
                            frame(SETTINGS, 1, 0, new byte[0]);
                        }
                    }
                    case RST_STREAM, GOAWAY -> {
                        return new Message(stream, Map.of(), "");
                    }
                    default -> {} // Window updates and pings need no answer in a short exchange.
                }
                if ((head & 0xff) <= HEADERS && (flags & END_STREAM) != 0) {
                    return new Message(stream, headers, body.toString());
                }
            }
        } catch (EOFException | SocketException ended) {
            return new Message(0, Map.of(), "");
        } catch (IOException | Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the padding and the priority that a frame of headers may carry. */
    private static byte[] payload(int flags, byte[] payload) {
        int padding = (flags & 8) != 0 ? payload[0] + 1 : 0;
        int start = (padding > 0 ? 1 : 0) + ((flags & 32) != 0 ? 5 : 0);
        int end = payload.length - Math.max(0, padding - 1);
        return java.util.Arrays.copyOfRange(payload, start, end);
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt((payload.length << 8) | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        socket.getOutputStream().write(frame.array());
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127); // RFC 7541, 5.1: seven bits per byte, the lowest first.
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write((rest & 0x7f) | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }
}
