package dev.sluice.inference;

import static dev.sluice.inference.HeaderCalls.PASSED_UP;
import static dev.sluice.inference.HeaderCalls.overHttp2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RawHttp2;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import jakarta.inject.Inject;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

/** Values that would become headers, or answers, of their own reach nobody. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class HeaderValuesTest {
    @Inject
    Meters meters;

    @Inject
    MeterRegistry registry;

    /** Each sent over HTTP/2, where no line ends can be told from bytes of a value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nx-injected: b",
                "a\nx-injected: b",
                "a\rx-injected: b",
                "a\r\n\r\nPOST /v1/chat/completions HTTP/1.1",
                "a\u0000b",
                "a\u007fb",
                "a\u0001b"
            })
    void aValueWithControlCharactersReachesNoUpstream(String value) {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));

        for (String name : PASSED_UP) {
            assertThat(overHttp2("tuned", Map.of(name, value)).status())
                    .as(name)
                    .isIn(0, 400);
        }

        assertThat(upstream.stats().requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connection | close",
                "transfer-encoding | chunked",
                "keep-alive | timeout=5",
                "proxy-connection | keep-alive",
                "upgrade | h2c",
                "te | gzip",
                "Idempotency-Key | upper case",
                "idempotency key | a space",
                ":status | 200",
                ":path | /v1/models",
                "content-length | 3",
                "host | other.test"
            })
    void whatHttp2ForbidsReachesNoUpstreamAsItIs(String name, String value) {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));

        int status = overHttp2("tuned", Map.of(name, value)).status();

        assertThat(status).isIn(0, 200, 400);
        if (status != 200) {
            assertThat(upstream.stats().requests()).isZero();
        } else {
            assertThat(upstream.requests().getFirst().headers().get(name)).isNotEqualTo(value);
        }
    }

    /**
     * What an HTTP/2 upstream puts into a value does not become a header, nor a second answer, of
     * HTTP/1.1.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\r\nset-cookie: a=b",
                "1\nset-cookie: a=b",
                "1\rset-cookie: a=b",
                "1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                "1\u0000"
            })
    void anUpstreamsValueNeverBecomesAHeaderOfItsOwn(String value) throws IOException {
        for (String name : List.of("retry-after", "x-ratelimit-limit-requests", "content-type")) {
            try (ServerSocket server = Gateway.listenAsOther()) {
                Thread.ofVirtual().start(() -> refuse(server, name, value));

                var answer = Gateway.ask("on-other-h2").answer();

                assertThat(answer.status()).as(name).isIn(429, 502);
                assertThat(answer.header("set-cookie")).isNull();
                assertThat(answer.header(name) == null ? "" : answer.header(name))
                        .doesNotContain("1");
                assertThat(answer.json().getJsonObject("error").getString("code"))
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"tuned, completed", "unreachable, upstream_failed"})
    void anAnswerOverHttp2EndsOnce(String model, String outcome) {
        Gateway.begin(Answer.saying("hello"));
        double before = ended(outcome);
        double cancelled = ended("client_cancelled");

        overHttp2(model, Map.of());

        Eventually.equals(() -> ended(outcome), before + 1);
        Eventually.equals(() -> meters.openInferences(), 0);
        assertThat(ended("client_cancelled")).isEqualTo(cancelled);
    }

    private double ended(String outcome) {
        return registry.find("sluice.inferences.ended").tag("outcome", outcome).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static void refuse(ServerSocket server, String name, String value) {
        try (RawHttp2 connection = RawHttp2.accept(server.accept())) {
            RawHttp2.Message asked = connection.read();
            connection.send(asked.stream(), "", ":status", "429", name, value);
            connection.read();
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
