package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RunningSimulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

class SimulatorTlsTest {
    @RegisterExtension
    static final RunningSimulator simulator =
            new RunningSimulator(SimulatorOptions.DEFAULT.withTls(true));

    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void closeClients() {
        RunningSimulator.await(VERTX.close());
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_2", "HTTP_1_1"})
    void answersByAlpnWithACertificateThatVerifies(HttpVersion version) {
        simulator.answers(Answer.saying("secret"));
        HttpClient client = VERTX.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setAlpnVersions(List.of(version))
                .setVerifyHost(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(simulator.simulator().certificatePem()))));

        HttpClientRequest request = LeavingClientTest.open(client, simulator.port());
        // Asked for before the request is sent: on this thread it could come too late for the body.
        Future<Buffer> coming = request.response().compose(HttpClientResponse::body);
        request.send("{\"model\":\"m\",\"stream\":true,\"messages\":[]}");
        Buffer body = RunningSimulator.await(coming);

        assertThat(request.version()).isEqualTo(version);
        assertThat(body.toString()).contains("\"content\":\"secret\"").endsWith("data: [DONE]\n\n");
    }
}
