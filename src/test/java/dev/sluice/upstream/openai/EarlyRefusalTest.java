package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawHttp2;
import dev.sluice.testing.WireUpstream;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Upstreams that refuse a request before they have read it, and may never read it. */
class EarlyRefusalTest {
    private static final int LARGE = 5 * 1024 * 1024;

    /** More than two sockets of this machine hold. */
    private static final long ENDLESS = 64 * 1024 * 1024;

    private static final String WORDS = "{\"error\":{\"message\":\"too long\"}}";

    @ParameterizedTest
    @CsvSource({
        "413, 5242880",
        "400, 5242880",
        "401, 5242880",
        "429, 5242880",
        "413, 1000",
        "413, 70000",
        "413, 67108864"
    })
    void itsStatusAndWordsArriveThoughItCloses(int status, int bytes) throws IOException {
        WireUpstream.Play play = wire -> {
            wire.readHead();
            wire.write(refusal(status, "connection: close\r\n"));
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            for (int call = 1; call <= 10; call++) {
                assertRefused(upstream, status, bytes);
                assertThat(server.requests()).isEqualTo(call);
            }
            upstream.retire();
        }
    }

    @Test
    void itsStatusAndWordsArriveOnAKeptConnectionToo() throws IOException {
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
            wire.readHead();
            wire.write(refusal(413, ""));
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            for (int call = 1; call <= 10; call++) {
                Upstreams.body(Upstreams.head(Upstreams.open(upstream)));
                assertRefused(upstream, 413, LARGE);
                assertThat(server.requests()).isEqualTo(2 * call);
                assertThat(server.connections()).isEqualTo(call);
            }
            upstream.retire();
        }
    }

    @Test
    void aConnectionOnWhichARequestIsStillOnItsWayIsNotUsedAgain()
            throws IOException, InterruptedException {
        Semaphore goOn = new Semaphore(0);
        BlockingQueue<Long> read = new LinkedBlockingQueue<>();
        WireUpstream.Play play = wire -> {
            wire.readHead();
            wire.write(refusal(413, ""));
            goOn.acquireUninterruptibly();
            read.add(wire.awaitEnd());
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            assertRefused(upstream, 413, (int) ENDLESS);
            assertRefused(upstream, 413, (int) ENDLESS);

            assertThat(server.connections()).isEqualTo(2);
            goOn.release(2);
            assertThat(read.poll(30, TimeUnit.SECONDS)).isLessThan(ENDLESS);
            assertThat(read.poll(30, TimeUnit.SECONDS)).isLessThan(ENDLESS);
            upstream.retire();
        }
    }

    @Test
    void aCancelDoesNotWaitUntilTheRequestIsSent() throws IOException, InterruptedException {
        Semaphore asked = new Semaphore(0);
        Semaphore goOn = new Semaphore(0);
        BlockingQueue<Long> read = new LinkedBlockingQueue<>();
        WireUpstream.Play play = wire -> {
            wire.readHead();
            asked.release();
            goOn.acquireUninterruptibly();
            read.add(wire.awaitEnd());
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));
            Attempt attempt = Upstreams.openLarge(upstream, (int) ENDLESS);
            assertThat(asked.tryAcquire(30, TimeUnit.SECONDS)).isTrue();

            Upstreams.cancel(attempt);

            goOn.release();
            assertThat(read.poll(30, TimeUnit.SECONDS)).isLessThan(ENDLESS);
            upstream.retire();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void overHttp2ItsStreamEndsAndTheOthersGoOn(boolean resets) throws IOException {
        WireUpstream.Play play = wire -> {
            RawHttp2 server = RawHttp2.accept(wire.socket());
            for (int call = 0; call < 4; call++) {
                int stream = server.readHead();
                server.send(stream, WORDS, ":status", "413");
                if (resets) {
                    server.reset(stream);
                } else {
                    assertThat(server.read().headers()).isEmpty(); // The gateway resets it.
                }
            }
            wire.hold();
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("2"));

            for (int call = 0; call < 4; call++) {
                assertRefused(upstream, 413, LARGE);
            }

            assertThat(server.connections()).isEqualTo(1);
            upstream.retire();
        }
    }

    @Test
    void aRequestThatIsTakenAndThenCutIsSentOnce() throws IOException {
        WireUpstream.Play play = WireUpstream.Wire::readHead;
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            assertThat(Upstreams.failure(Upstreams.openLarge(upstream, LARGE)))
                    .isInstanceOf(UpstreamFailure.Cut.class);

            assertThat(server.requests()).isEqualTo(1);
            upstream.retire();
        }
    }

    private static void assertRefused(Upstream upstream, int status, int bytes) {
        assertThat(Upstreams.failure(Upstreams.openLarge(upstream, bytes)))
                .isInstanceOfSatisfying(UpstreamFailure.Refused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(status);
                    assertThat(refused.body().toString()).isEqualTo(WORDS);
                });
    }

    private static byte[] refusal(int status, String header) {
        return ("HTTP/1.1 " + status + " Refused\r\ncontent-type: application/json\r\n" + header
                        + "content-length: " + WORDS.length() + "\r\n\r\n" + WORDS)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
