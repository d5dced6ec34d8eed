package dev.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens many streams and follows all of them on the caller's thread. They begin evenly over the
 * ramp, so that their tokens do not all come at the same moment. Closes whatever it has opened;
 * used once.
 */
final class StreamLoad {
    /**
     * The result.
     *
     * @param complete streams with every token in order, and their end
     * @param broken all others, by what was wrong with them
     * @param gaps between the tokens of each stream, in nanoseconds
     * @param nanos from the first byte sent to the end of the last stream
     */
    record Result(int complete, Map<String, Long> broken, Timings gaps, long nanos) {
        long longestGapNanos() {
            return gaps.size() == 0 ? 0 : gaps.percentile(100);
        }
    }

    private final Target target;
    private final byte[] request;
    private final int tokens;
    private final ByteBuffer arrived = ByteBuffer.allocateDirect(64 * 1024);
    private final byte[] bytes = new byte[64 * 1024];
    private final Map<String, Long> broken = new LinkedHashMap<>();
    private final Timings gaps = new Timings();
    private final List<Stream> open = new ArrayList<>();
    private int complete;
    private int ended;
    private long now;

    StreamLoad(Target target, Shape shape, int tokens) {
        this.target = target;
        this.request = target.request(shape.body());
        this.tokens = tokens;
    }

    /** Opens this many; those that are not complete at the limit count as broken. */
    Result run(int streams, Duration ramp, Duration limit) throws IOException {
        long start = System.nanoTime();
        try (Selector selector = Selector.open()) {
            try {
                while (ended < streams) {
                    now = System.nanoTime();
                    long due =
                            ramp.isZero() ? streams : 1 + (now - start) * streams / ramp.toNanos();
                    while (open.size() < Math.min(due, streams)) {
                        open.add(new Stream(selector));
                    }
                    if (now - start > limit.toNanos()) {
                        open.forEach(
                                it -> it.fail("not complete after " + limit.toSeconds() + " s"));
                        break;
                    }
                    selector.select(StreamLoad::onReady, open.size() < streams ? 1 : 100);
                }
            } finally {
                open.forEach(Stream::close);
            }
        }
        return new Result(complete, broken, gaps, System.nanoTime() - start);
    }

    private static void onReady(SelectionKey key) {
        ((Stream) key.attachment()).onReady(key);
    }

    /** One stream. */
    private final class Stream {
        private final SocketChannel channel = SocketChannel.open();
        private final StreamCheck check = new StreamCheck(tokens, this::onToken);
        private final ByteBuffer toSend = ByteBuffer.wrap(request);
        private long lastToken;
        private boolean over;

        Stream(Selector selector) throws IOException {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            channel.connect(
                    new InetSocketAddress(InetAddress.ofLiteral(Target.HOST), target.port()));
        }

        void onReady(SelectionKey key) {
            if (over) {
                return;
            }
            try {
                if (key.isConnectable() && channel.finishConnect()) {
                    key.interestOps(SelectionKey.OP_WRITE);
                }
                if (key.isWritable()) {
                    channel.write(toSend);
                    key.interestOps(
                            toSend.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
                }
                if (key.isReadable()) {
                    read();
                }
            } catch (IOException e) {
                fail(String.valueOf(e.getMessage()));
            }
        }

        private void read() throws IOException {
            arrived.clear();
            int count = channel.read(arrived);
            if (count < 0) {
                throw new BrokenAnswer("the connection ended within the stream");
            }
            arrived.flip().get(bytes, 0, count);
            now = System.nanoTime();
            check.accept(bytes, count);
            if (check.complete()) {
                complete++;
                end();
            }
        }

        private void onToken(int number) {
            if (number > 0) {
                gaps.add(now - lastToken);
            }
            lastToken = now;
        }

        void fail(String why) {
            if (!over) {
                broken.merge(why, 1L, Long::sum);
                end();
            }
        }

        private void end() {
            over = true;
            ended++;
            close();
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing is left to be read or written.
            }
        }
    }
}
