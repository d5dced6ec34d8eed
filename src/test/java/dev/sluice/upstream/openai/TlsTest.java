package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.SimulatorOptions;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Upstreams with a private certificate authority, over both versions of HTTP. */
class TlsTest {
    private static final UpstreamFailure UNTRUSTED = new UpstreamFailure.Unreachable(
            "upstream 'up' can't be reached: the TLS handshake failed");

    @RegisterExtension
    static final RunningSimulator simulator =
            new RunningSimulator(SimulatorOptions.DEFAULT.withTls(true));

    // 127.0.0.2 is this machine too, but no name in the certificate.
    @RegisterExtension
    static final RunningSimulator otherName =
            new RunningSimulator(new SimulatorOptions("127.0.0.2", true, true, 10));

    @TempDir
    Path directory;

    private Path authority;
    private Upstream upstream;

    @BeforeEach
    void writeAuthority() throws IOException {
        authority = Files.writeString(
                directory.resolve("ca.pem"), simulator.simulator().certificatePem());
    }

    @AfterEach
    void retire() {
        upstream.retire();
        Eventually.equals(() -> simulator.stats().connections(), 0L);
    }

    @ParameterizedTest
    @CsvSource({"auto, 1", "2, 1", "1.1, 2"})
    void trustsItsAuthorityAndSharesAConnectionOverHttp2(String version, long connections) {
        simulator.answers(
                Answer.start().role().tokens("Hel").gate("rest").tokens("lo").done());
        upstream = trusting(version);

        TokenStream first = Upstreams.head(Upstreams.open(upstream));
        TokenStream second = Upstreams.head(Upstreams.open(upstream));

        assertThat(simulator.stats().open()).isEqualTo(2);
        assertThat(simulator.stats().connections()).isEqualTo(connections);
        simulator.open("rest");
        assertThat(Upstreams.body(first))
                .contains("\"Hel\"")
                .contains("\"lo\"")
                .endsWith("data: [DONE]\n\n");
        assertThat(Upstreams.body(second)).endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "1.1"})
    void cancellingOneStreamLeavesTheOtherAlive(String version) {
        simulator.answers(
                Answer.start().role().tokens("Hel").gate("rest").tokens("lo").done());
        upstream = trusting(version);
        Attempt given = Upstreams.open(upstream);
        Upstreams.head(given);
        TokenStream kept = Upstreams.head(Upstreams.open(upstream));

        Upstreams.cancel(given);

        Eventually.equals(() -> simulator.stats().cancelled(), 1L);
        // HTTP/2 resets the one stream on the connection both share; HTTP/1.1 closes the one of
        // two.
        Eventually.equals(() -> simulator.stats().connections(), 1L);
        assertThat(simulator.stats().open()).isEqualTo(1);
        simulator.open("rest");
        assertThat(Upstreams.body(kept)).contains("\"lo\"").endsWith("data: [DONE]\n\n");
        assertThat(simulator.stats().cancelled()).isEqualTo(1);
    }

    @Test
    void aCancelledStreamLeavesItsConnectionForTheNextCall() {
        simulator.answers(Answer.start().role().tokens("a").stall(), Answer.saying("next"));
        upstream = trusting("auto");
        Attempt given = Upstreams.open(upstream);
        Upstreams.head(given);

        Upstreams.cancel(given);
        Eventually.equals(() -> simulator.stats().cancelled(), 1L);

        assertThat(simulator.stats().connections()).isEqualTo(1);
        assertThat(Upstreams.body(Upstreams.head(Upstreams.open(upstream)))).contains("\"next\"");
        assertThat(simulator.stats().connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "1.1"})
    void anUnknownAuthorityIsUnreachable(String version) {
        upstream = Upstreams.of(address("127.0.0.1", version));

        UpstreamFailure failure = Upstreams.failure(Upstreams.open(upstream));

        assertThat(failure).isEqualTo(UNTRUSTED);
        assertThat(simulator.stats().requests()).isZero();
    }

    @Test
    void aCertificateForAnotherHostIsUnreachable() throws IOException {
        Files.writeString(authority, otherName.simulator().certificatePem());
        upstream = Upstreams.of("url: \"https://127.0.0.2:" + otherName.port()
                + "/v1\", ca-file: \"" + authority + "\"");

        assertThat(Upstreams.failure(Upstreams.open(upstream))).isEqualTo(UNTRUSTED);
        assertThat(otherName.stats().requests()).isZero();
    }

    private Upstream trusting(String version) {
        return Upstreams.of(address("127.0.0.1", version) + ", ca-file: \"" + authority + "\"");
    }

    private static String address(String host, String version) {
        return "url: \"https://" + host + ":" + simulator.port() + "/v1\", key: sk-secret, http: \""
                + version + "\"";
    }
}
