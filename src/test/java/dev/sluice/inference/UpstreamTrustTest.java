package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.door.Hops;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * How far an upstream is trusted: it gives answers, it does not say where else to go, and it is not
 * the gateway.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class UpstreamTrustTest {
    @RegisterExtension
    static final RunningSimulator elsewhere = new RunningSimulator();

    @Inject
    Meters meters;

    @ParameterizedTest
    @CsvSource({
        "301, tuned",
        "302, tuned",
        "303, over-h2",
        "307, tuned",
        "307, over-h2",
        "308, tuned"
    })
    void aRedirectIsNotFollowed(int status, String model) {
        Simulator upstream = Gateway.begin(Answer.start()
                .status(
                        status,
                        Map.of(
                                "location",
                                "http://127.0.0.1:" + elsewhere.port() + "/v1/chat/completions")));

        for (RawClient client : java.util.List.of(Gateway.ask(model), Gateway.stream(model))) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header("location")).isNull();
            assertThat(answer.body()).doesNotContain(String.valueOf(elsewhere.port()));
            assertThat(answer.json().getJsonObject("error").getString("code"))
                    .isEqualTo("upstream_redirect");
            client.close();
        }

        assertThat(upstream.stats().requests()).isEqualTo(2);
        assertThat(elsewhere.stats().requests()).isZero();
        assertThat(elsewhere.stats().connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestThatComesBackIsA508(boolean streaming) throws IOException {
        try (Forwarder loop = new Forwarder(Gateway.listenAsOther(), Gateway.port());
                RawClient client =
                        streaming ? Gateway.stream("on-other") : Gateway.ask("on-other")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.status()).isEqualTo(508);
            assertThat(answer.json().getJsonObject("error").getString("code"))
                    .isEqualTo("loop_detected");
            assertThat(loop.connections.get()).isLessThanOrEqualTo(1);
        }
        Eventually.equals(() -> meters.openInferences(), 0);
    }

    @Test
    void everyRequestTellsWhereItCameThrough() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        String before = "0123456789abcdef";

        Gateway.ask("tuned").answer();
        ask("x-sluice-via: " + before).answer();

        String self =
                Objects.requireNonNull(upstream.requests().getFirst().headers().get(Hops.HEADER));
        assertThat(self).matches("[0-9a-f]{16}");
        assertThat(upstream.requests().getLast().headers().get(Hops.HEADER))
                .isEqualTo(before + "," + self);
        assertRefused("x-sluice-via: " + before + "," + self, 508, "loop_detected");
        assertRefused(
                "x-sluice-via: " + before + "\r\nx-sluice-via: " + self, 508, "loop_detected");
        assertThat(upstream.stats().requests()).isEqualTo(2);
    }

    @Test
    void aRequestThatCameThroughManyGatewaysIsA508() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        String most = String.join(
                ",", IntStream.range(0, Hops.MOST).mapToObj("%016x"::formatted).toList());

        assertRefused("x-sluice-via: " + most, 508, "loop_detected");
        assertThat(ask("x-sluice-via: " + most.substring(17)).answer().status()).isEqualTo(200);

        assertThat(upstream.stats().requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "0123456789ABCDEF", "0123456789abcdef,", "0123456789abcdef;a=b", ","})
    void aTaleOfGatewaysThatSluiceDidNotWriteIs400(String value) {
        Simulator upstream = Gateway.begin();

        assertRefused("x-sluice-via: " + value, 400, "invalid_header");

        assertThat(upstream.stats().requests()).isZero();
    }

    private static void assertRefused(String header, int status, String code) {
        try (RawClient client = ask(header)) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.json().getJsonObject("error").getString("code")).isEqualTo(code);
        }
    }

    private static RawClient ask(String header) {
        return Gateway.connect()
                .post(
                        "/v1/chat/completions",
                        Gateway.chat("tuned").encode(),
                        Gateway.AUTHORIZATION,
                        header);
    }

    /** Carries the bytes of each connection to another port and back. */
    private static final class Forwarder implements AutoCloseable {
        private final ServerSocket server;
        private final int to;
        final AtomicInteger connections = new AtomicInteger();

        Forwarder(ServerSocket server, int to) {
            this.server = server;
            this.to = to;
            Thread.ofVirtual().start(this::accept);
        }

        @Override
        public void close() throws IOException {
            server.close();
        }

        private void accept() {
            try {
                while (true) {
                    Socket left = server.accept();
                    connections.incrementAndGet();
                    Socket right = new Socket(InetAddress.getLoopbackAddress(), to);
                    Thread.ofVirtual().start(() -> pump(left, right));
                    Thread.ofVirtual().start(() -> pump(right, left));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private static void pump(Socket from, Socket into) {
            try (from;
                    into) {
                from.getInputStream().transferTo(into.getOutputStream());
            } catch (IOException gone) {
                // One side ended; closing both ends the other pump.
            }
        }
    }
}
