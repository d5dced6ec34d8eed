package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Coded;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.WireUpstream;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Decoding takes no more than its share of the event loop. */
class DecodedTurnsTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            + "transfer-encoding: chunked\r\ncontent-encoding: ";

    @Test
    void aLargePieceIsGivenInMoreThanOneTurn() throws IOException {
        byte[] piece = Coded.GZIP.of("0".repeat(1_000_000));
        WireUpstream.Play play = wire -> {
            wire.readRequest();
            wire.write(HEAD + "gzip\r\n\r\n").chunk(piece);
            wire.awaitEnd();
        };
        try (WireUpstream server = WireUpstream.start(play)) {
            Upstream upstream = Upstreams.of(server.settings("1.1"));
            Attempt attempt = Upstreams.open(upstream);
            TokenStream stream = Upstreams.head(attempt);
            AtomicInteger turn = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            AtomicInteger all = new AtomicInteger();
            Upstreams.run(() -> {
                stream.handler(given -> {
                    if (turn.getAndAdd(given.length()) == 0) {
                        Vertx.currentContext().runOnContext(next -> turn.set(0));
                    }
                    most.accumulateAndGet(turn.get(), Math::max);
                    all.addAndGet(given.length());
                });
                stream.resume();
            });

            Eventually.equals(all::get, 1_000_000);
            assertThat(most).hasValueLessThanOrEqualTo(2 * 64 * 1024);
            Upstreams.cancel(attempt);
            upstream.retire();
        }
    }
}
