package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a call while its connection is made, and of one that is given a connection of the
 * last call.
 */
class ConnectTest {
    private static final Duration DEADLINE = Duration.ofMillis(300);
    private static final UpstreamFailure LATE = new UpstreamFailure.TimedOut(
            "connect", "upstream 'up' exceeded the connect deadline of 300 ms");

    @Test
    void aPortThatNeverAcceptsIsUnreachableWithinTheConnectDeadline() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> queued = fillBacklog(server);
            Upstream upstream =
                    Upstreams.of("url: \"http://127.0.0.1:" + server.getLocalPort() + "/v1\"");

            assertLate(upstream);

            upstream.retire();
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    @Test
    void aTlsHandshakeThatNeverEndsIsUnreachableWithinTheConnectDeadline() throws IOException {
        // Given a port where the kernel takes connections and nobody ever says anything
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Upstream upstream =
                    Upstreams.of("url: \"https://127.0.0.1:" + server.getLocalPort() + "/v1\"");

            assertLate(upstream);

            upstream.retire();
        }
    }

    @Test
    void allConnectionsBusyIsUnreachableWithinTheConnectDeadline() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Upstream upstream = Upstreams.of(
                    "url: \"http://127.0.0.1:" + server.getLocalPort() + "/v1\", connections: 1");
            var busy = Upstreams.open(upstream);

            assertLate(upstream);

            Upstreams.cancel(busy);
            upstream.retire();
        }
    }

    @Test
    void theNextCallDoesNotNoticeThatItsConnectionWasClosedMeanwhile() throws IOException {
        // Given an upstream that closes each connection right behind its answer, without saying so
        // in it
        try (ClosingServer server = new ClosingServer(false)) {
            Upstream upstream = Upstreams.of("url: \"http://127.0.0.1:" + server.port() + "/v1\"");

            for (int call = 0; call < 100; call++) {
                assertThat(Upstreams.body(Upstreams.head(Upstreams.open(upstream))))
                        .isEqualTo("{}");
            }

            upstream.retire();
        }
    }

    @Test
    void aRequestUnderWhichAKeptConnectionIsClosedIsSentOnceMore() throws IOException {
        // Given an upstream whose idle timeout ends just as the next request is on its way
        try (ClosingServer server = new ClosingServer(true)) {
            Upstream upstream = Upstreams.of("url: \"http://127.0.0.1:" + server.port() + "/v1\"");

            for (int call = 0; call < 3; call++) {
                assertThat(Upstreams.body(Upstreams.head(Upstreams.open(upstream))))
                        .isEqualTo("{}");
            }

            assertThat(server.connections()).isEqualTo(3);
            upstream.retire();
        }
    }

    @Test
    void aFreshConnectionThatClosesWithoutAnAnswerIsACut() throws IOException {
        try (ClosingServer server = ClosingServer.mute()) {
            Upstream upstream = Upstreams.of("url: \"http://127.0.0.1:" + server.port() + "/v1\"");

            assertThat(Upstreams.failure(Upstreams.open(upstream)))
                    .isEqualTo(new UpstreamFailure.Cut(
                            "upstream 'up' closed the connection before it answered"));

            assertThat(server.connections()).isEqualTo(1);
            upstream.retire();
        }
    }

    private static void assertLate(Upstream upstream) {
        long start = System.nanoTime();
        assertThat(Upstreams.failure(Upstreams.open(upstream, DEADLINE))).isEqualTo(LATE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DEADLINE);
    }

    /** Connects until the kernel takes no more. */
    private static List<Socket> fillBacklog(ServerSocket server) throws IOException {
        List<Socket> queued = new ArrayList<>();
        while (queued.size() < 100) {
            Socket socket = new Socket();
            try {
                socket.connect(server.getLocalSocketAddress(), 200);
                queued.add(socket);
            } catch (SocketTimeoutException full) {
                socket.close();
                return queued;
            }
        }
        throw new AssertionError("The backlog takes " + queued.size() + " connections and more");
    }
}
