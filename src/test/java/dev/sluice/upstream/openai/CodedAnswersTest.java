package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Coded;
import dev.sluice.testing.RawHttp2;
import dev.sluice.testing.WireUpstream;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Answers in a coding that nobody asked for. */
class CodedAnswersTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            + "transfer-encoding: chunked\r\ncontent-encoding: ";
    private static final String FIRST = "data: {\"a\":1}\n\n";
    private static final String LAST = "data: [DONE]\n\n";

    @ParameterizedTest
    @CsvSource({
        "'', identity",
        "'headers: { Accept-Encoding: gzip }', gzip",
        "'headers: { x-extra: kept }', identity"
    })
    void asksForNoCodingUnlessItsHeadersDo(String headers, String asked) throws IOException {
        AtomicReference<String> head = new AtomicReference<>("");
        WireUpstream.Play play = wire -> {
            head.set(wire.readRequest());
            wire.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(
                    server.settings("1.1") + (headers.isEmpty() ? "" : ", " + headers));

            Upstreams.body(Upstreams.head(Upstreams.open(upstream)));

            assertThat(head.get()).containsOnlyOnce("accept-encoding: " + asked + "\r\n");
            upstream.retire();
        }
    }

    @ParameterizedTest
    @CsvSource({"GZIP, 1.1", "X_GZIP, 1.1", "ZLIB, 1.1", "RAW, 1.1", "GZIP, 2", "ZLIB, 2", "RAW, 2"
    })
    void anEventArrivesWhenItIsFlushed(Coded coded, String http) throws IOException {
        Semaphore goOn = new Semaphore(0);
        WireUpstream.Play play = http.equals("2")
                ? wire -> playHttp2(wire, coded, goOn)
                : wire -> {
                    Coded.Writer writer = coded.writer();
                    wire.readRequest();
                    wire.write(HEAD + coded.label() + "\r\n\r\n").chunk(writer.flush(FIRST));
                    goOn.acquireUninterruptibly();
                    wire.chunk(writer.flush(LAST)).chunk(writer.end()).chunk("");
                };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings(http));
            Arrivals arrivals = Upstreams.arrivals(Upstreams.head(Upstreams.open(upstream)));

            assertThat(arrivals.next()).isEqualTo(FIRST);
            goOn.release();
            assertThat(arrivals.next()).isEqualTo(LAST);
            assertThat(arrivals.next()).isEqualTo(Arrivals.END);
            upstream.retire();
        }
    }

    private static void playHttp2(WireUpstream.Wire wire, Coded coded, Semaphore goOn)
            throws IOException {
        Coded.Writer writer = coded.writer();
        RawHttp2 server = RawHttp2.accept(wire.socket());
        int stream = server.read().stream();
        server.head(stream, ":status", "200", "content-encoding", coded.label());
        server.data(stream, writer.flush(FIRST), false);
        goOn.acquireUninterruptibly();
        server.data(stream, writer.flush(LAST), false).data(stream, writer.end(), true);
        server.read();
    }

    @Test
    void aConnectionIsKeptBehindACodedAnswer() throws IOException {
        byte[] coded = Coded.GZIP.of("{\"a\":1}");
        WireUpstream.Play play = wire -> {
            while (true) {
                wire.readRequest();
                wire.write("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: "
                                + coded.length + "\r\n\r\n")
                        .write(coded);
            }
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            for (int call = 0; call < 3; call++) {
                assertThat(Upstreams.body(Upstreams.head(Upstreams.open(upstream))))
                        .isEqualTo("{\"a\":1}");
            }

            assertThat(server.connections()).isEqualTo(1);
            upstream.retire();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "none", "utf-8", "", "identity, identity"})
    void whatIsNoCodingChangesNothing(String value) throws IOException {
        try (WireUpstream server = document(200, value, "plain".getBytes(StandardCharsets.UTF_8))) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            assertThat(Upstreams.body(Upstreams.head(Upstreams.open(upstream)))).isEqualTo("plain");
            upstream.retire();
        }
    }

    @Test
    void anEmptyBodyNeedsNoCoding() throws IOException {
        try (WireUpstream server = document(200, "gzip", new byte[0])) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            assertThat(Upstreams.body(Upstreams.head(Upstreams.open(upstream)))).isEmpty();
            upstream.retire();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "gzip, br"})
    void anotherCodingIsNamed(String coding) throws IOException {
        try (WireUpstream server = document(200, coding, new byte[] {1, 2, 3})) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            assertThat(Upstreams.failure(Upstreams.open(upstream)))
                    .isEqualTo(new UpstreamFailure.Cut("upstream 'up' answered in the coding '"
                            + coding + "' (expected: gzip, deflate or none)"));
            upstream.retire();
        }
    }

    @ParameterizedTest
    @CsvSource({"400, GZIP", "429, RAW", "500, ZLIB"})
    void theWordsOfARefusalAreDecoded(int status, Coded coded) throws IOException {
        try (WireUpstream server = document(status, coded.label(), coded.of("the words"))) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            UpstreamFailure.Refused refused =
                    (UpstreamFailure.Refused) Upstreams.failure(Upstreams.open(upstream));

            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.body().toString()).isEqualTo("the words");
            upstream.retire();
        }
    }

    @Test
    void theWordsOfARefusalAreBoundedAsTheyAreRead() throws IOException {
        byte[] bomb = Coded.GZIP.of("0".repeat(50_000_000));
        try (WireUpstream server = document(400, "gzip", bomb)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            UpstreamFailure.Refused refused =
                    (UpstreamFailure.Refused) Upstreams.failure(Upstreams.open(upstream));

            assertThat(refused.body().length()).isEqualTo(64 * 1024);
            upstream.retire();
        }
    }

    @Test
    void aRefusalInAnotherCodingKeepsItsStatus() throws IOException {
        try (WireUpstream server = document(429, "br", new byte[] {1, 2, 3})) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            UpstreamFailure.Refused refused =
                    (UpstreamFailure.Refused) Upstreams.failure(Upstreams.open(upstream));

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body().length()).isZero();
            assertThat(refused.message())
                    .isEqualTo("upstream 'up' answered with status 429, in the coding 'br' "
                            + "(expected: gzip, deflate or none)");
            upstream.retire();
        }
    }

    @Test
    void aRefusalThatIsNotInItsCodingKeepsItsStatus() throws IOException {
        try (WireUpstream server = document(413, "gzip", new byte[] {1, 2, 3})) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            assertThat(Upstreams.failure(Upstreams.open(upstream)))
                    .isInstanceOfSatisfying(
                            UpstreamFailure.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(413));
            upstream.retire();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatIsNotInItsCodingIsACutAndReset(boolean ends)
            throws IOException, InterruptedException {
        Semaphore closed = new Semaphore(0);
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write(HEAD + "gzip\r\n\r\n");
            if (ends) {
                byte[] coded = Coded.GZIP.of(FIRST);
                wire.chunk(Arrays.copyOf(coded, coded.length - 5)).chunk("");
            } else {
                wire.chunk(FIRST);
                wire.awaitEnd();
            }
            closed.release();
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            Arrivals arrivals = Upstreams.arrivals(Upstreams.head(Upstreams.open(upstream)));

            if (ends) {
                assertThat(arrivals.next()).isEqualTo(FIRST);
            }
            assertThat(arrivals.next())
                    .isEqualTo("upstream 'up' sent an answer that is not whole in the coding "
                            + "it names");
            assertThat(closed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            upstream.retire();
        }
    }

    @Test
    void aPausedAnswerIsNotDecodedAndALeaverDropsIt() throws IOException, InterruptedException {
        Semaphore closed = new Semaphore(0);
        byte[] bomb = Coded.GZIP.of("0".repeat(50_000_000));
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write(HEAD + "gzip\r\n\r\n").chunk(bomb);
            wire.awaitEnd();
            closed.release();
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));
            Attempt attempt = Upstreams.open(upstream);
            TokenStream stream = Upstreams.head(attempt);
            Arrivals arrivals = new Arrivals(stream);
            Upstreams.run(() -> {
                arrivals.begin();
                stream.pause();
                stream.fetch(2);
            });

            Stream.of(1, 2).forEach(ignored -> assertThat(arrivals.next()).hasSize(16 * 1024));
            Upstreams.run(() -> stream.fetch(1));
            assertThat(arrivals.next()).hasSize(16 * 1024);
            Upstreams.run(() -> {});
            assertThat(arrivals.waiting()).isZero();

            Upstreams.cancel(attempt);
            assertThat(closed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            assertThat(arrivals.waiting()).isZero();
            upstream.retire();
        }
    }

    private static WireUpstream document(int status, String coding, byte[] body)
            throws IOException {
        return WireUpstream.start(wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 " + status + " Status\r\ncontent-type: application/json\r\n"
                            + "content-encoding: " + coding + "\r\ncontent-length: " + body.length
                            + "\r\n\r\n")
                    .write(body);
            wire.awaitEnd();
        });
    }
}
