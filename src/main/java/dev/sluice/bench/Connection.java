package dev.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A connection to a target, kept alive from answer to answer. Blocks; for one thread at a time. */
final class Connection implements AutoCloseable {
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final int READ_MILLIS_MAX = 60_000;

    private final Socket socket = new Socket();
    private final AnswerParser answer = new AnswerParser();
    private final byte[] bytes = new byte[64 * 1024];

    Connection(Target target) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_MILLIS_MAX);
            socket.connect(
                    new InetSocketAddress(InetAddress.ofLiteral(Target.HOST), target.port()),
                    CONNECT_MILLIS_MAX);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Looks at an answer while it arrives. */
    @FunctionalInterface
    interface Watcher {
        void onArrived(AnswerParser soFar);
    }

    /** Sends a request and reads its answer to the end; returns the nanoseconds that it took. */
    long ask(byte[] request) throws IOException {
        return ask(request, ignored -> {});
    }

    long ask(byte[] request, Watcher watcher) throws IOException {
        answer.reset();
        long start = System.nanoTime();
        socket.getOutputStream().write(request);
        while (!answer.complete()) {
            int count = socket.getInputStream().read(bytes);
            if (count < 0) {
                throw new BrokenAnswer("the connection ended after " + answer.bodyLength()
                        + " bytes of an answer that goes on");
            }
            if (answer.accept(bytes, 0, count) < count) {
                throw new BrokenAnswer("bytes after the end of the answer");
            }
            watcher.onArrived(answer);
        }
        return System.nanoTime() - start;
    }

    /** The latest answer, until the next one is asked for. */
    AnswerParser answer() {
        return answer;
    }

    /** Closes it in the middle of an answer: whoever waits for the rest fails. */
    void leave() {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to be read or written.
        }
    }
}
