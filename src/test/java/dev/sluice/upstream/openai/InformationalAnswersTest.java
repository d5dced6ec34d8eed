package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawHttp2;
import dev.sluice.testing.WireUpstream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any number of informational answers may come before the final one. */
class InformationalAnswersTest {
    private static final List<String> STATUSES =
            List.of("102 Processing", "102 Processing", "103 Early Hints", "100 Continue", "199 ");
    private static final String DOCUMENT =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

    @Test
    void theFinalAnswerIsTheAnswer() throws IOException {
        WireUpstream.Play play = wire -> {
            while (true) {
                wire.readRequest();
                for (String status : STATUSES) {
                    wire.write("HTTP/1.1 " + status + "\r\nlink: </x.css>; rel=preload\r\n\r\n");
                }
                wire.write(DOCUMENT);
            }
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            for (int call = 0; call < 3; call++) {
                assertThat(Upstreams.body(Upstreams.head(Upstreams.open(upstream))))
                        .isEqualTo("{}");
            }

            assertThat(server.connections()).isEqualTo(1);
            upstream.retire();
        }
    }

    @Test
    void aStreamMayFollowThemInOnePacket() throws IOException {
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                    + "4\r\ntext\r\n0\r\n\r\n");
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            assertThat(Upstreams.body(Upstreams.head(Upstreams.open(upstream)))).isEqualTo("text");
            upstream.retire();
        }
    }

    @Test
    void theFinalHeadOverHttp2IsTheAnswer() throws IOException {
        WireUpstream.Play play = wire -> {
            RawHttp2 server = RawHttp2.accept(wire.socket());
            while (true) {
                int stream = server.read().stream();
                for (String status : STATUSES) {
                    server.head(stream, ":status", status.substring(0, 3), "link", "</x.css>");
                }
                server.head(stream, ":status", "200");
                server.data(stream, "text".getBytes(StandardCharsets.UTF_8), true);
            }
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("2"));

            for (int call = 0; call < 3; call++) {
                assertThat(Upstreams.body(Upstreams.head(Upstreams.open(upstream))))
                        .isEqualTo("text");
            }

            assertThat(server.connections()).isEqualTo(1);
            upstream.retire();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "2"})
    void aRefusalMayFollowThem(String http) throws IOException {
        WireUpstream.Play play = http.equals("2")
                ? wire -> {
                    RawHttp2 server = RawHttp2.accept(wire.socket());
                    int stream = server.read().stream();
                    server.head(stream, ":status", "102").send(stream, "no", ":status", "429");
                    server.read();
                }
                : wire -> {
                    wire.readRequest();
                    wire.write("HTTP/1.1 102 Processing\r\n\r\n"
                            + "HTTP/1.1 429 Too Many\r\ncontent-length: 2\r\n\r\nno");
                };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings(http));

            UpstreamFailure.Refused refused =
                    (UpstreamFailure.Refused) Upstreams.failure(Upstreams.open(upstream));

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body().toString()).isEqualTo("no");
            upstream.retire();
        }
    }

    @Test
    void aChangeOfProtocolIsNoAnswer() throws IOException {
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\n\r\n");
            wire.awaitEnd();
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));

            assertThat(Upstreams.failure(Upstreams.open(upstream)))
                    .isInstanceOfSatisfying(
                            UpstreamFailure.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(101));
            upstream.retire();
        }
    }
}
