package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.WireUpstream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

/** The ways in which the head of an HTTP/1 answer says where its body ends. */
class AnswerFramingTest {
    private static final String TEXT = "data: {}\n\ndata: [DONE]\n\n";
    private static final String CHUNKED = "18\r\n" + TEXT + "\r\n0\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\n",
                "HTTP/1.0 200 OK\r\nconnection: close\r\n",
                "HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nconnection: close\r\n",
                "HTTP/1.1 200\r\n",
                "HTTP/1.0 200 OK\r\ncontent-length: 24\r\n",
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 24\r\n"
            })
    void aBodyMayEndWithItsConnection(String head) throws IOException {
        assertRead(head + "\r\n" + TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 24\r\ntransfer-encoding: chunked\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 24\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 0\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\ncontent-length: 1000\r\n",
                "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n"
            })
    void chunksCountMoreThanALength(String head) throws IOException {
        assertRead(head + "\r\n" + CHUNKED);
    }

    @Test
    void aLengthMayStandTwice() throws IOException {
        assertRead("HTTP/1.1 200 OK\r\ncontent-length: 24\r\ncontent-length: 24\r\n\r\n" + TEXT);
    }

    @Test
    void twoLengthsAreNoAnswer() throws IOException {
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 24\r\n\r\n{}");
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            assertThat(Upstreams.failure(Upstreams.open(upstream)))
                    .isInstanceOf(UpstreamFailure.Cut.class);
            upstream.retire();
        }
    }

    /** Twice, each on a connection of its own, or the same if it was kept. */
    private static void assertRead(String answer) throws IOException {
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write(answer);
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            for (int call = 0; call < 2; call++) {
                Arrivals arrivals = Upstreams.arrivals(Upstreams.head(Upstreams.open(upstream)));
                assertThat(arrivals.next()).isEqualTo(TEXT);
                assertThat(arrivals.next()).isEqualTo(Arrivals.END);
            }
            upstream.retire();
        }
    }
}
