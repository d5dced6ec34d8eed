package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.Destination;
import dev.sluice.egress.NameResolver;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.SimulatorOptions;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Addresses are looked at after they are resolved and before they are connected to; the name server
 * is the test's.
 */
class EgressConnectTest {
    private static final UpstreamFailure REFUSED = new UpstreamFailure.Unreachable(
            "upstream 'up' can't be reached: its address is refused (upstreams.up.egress)");

    @RegisterExtension
    static final RunningSimulator simulator = new RunningSimulator(SimulatorOptions.DEFAULT);

    @RegisterExtension
    static final RunningSimulator secure =
            new RunningSimulator(SimulatorOptions.DEFAULT.withTls(true));

    private final AtomicLong clock = new AtomicLong(1);
    private final AtomicInteger lookups = new AtomicInteger();
    private volatile NameResolver names =
            host -> Future.failedFuture(new UnknownHostException(host));
    private Upstream upstream = upstream("");

    @AfterEach
    void retire() {
        upstream.retire();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "fe80::1",
                "0.0.0.0"
            })
    void aNameThatResolvesToARefusedAddressIsNotConnectedTo(String address) {
        resolvesTo(address);

        assertThat(Upstreams.failure(Upstreams.open(upstream))).isEqualTo(REFUSED);
    }

    @Test
    void notEvenATcpConnectionIsMadeToARefusedAddress() throws IOException {
        try (ServerSocket server =
                new ServerSocket(simulator.port(), 10, InetAddress.ofLiteral("127.0.0.9"))) {
            server.setSoTimeout(1);
            upstream = upstream(", egress: { deny: [ 127.0.0.9 ] }");
            resolvesTo("127.0.0.9");

            assertThat(Upstreams.failure(Upstreams.open(upstream))).isEqualTo(REFUSED);

            org.assertj.core.api.Assertions.assertThatThrownBy(server::accept)
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254,127.0.0.1", "127.0.0.1,169.254.169.254"})
    void ofSeveralAddressesOnlyTheAllowedAreConnectedTo(String addresses) {
        resolvesTo(addresses.split(","));

        assertThat(call()).contains("[DONE]");
    }

    @Test
    void aNameThatIsBoundAnewBetweenTwoCallsReachesNothingNew() {
        // Given a connection that was made while the name was good
        resolvesTo("127.0.0.1");
        assertThat(call()).contains("[DONE]");

        // When the name turns bad
        resolvesTo("169.254.169.254");

        // Then calls go on to the address that was looked at, and when that is old to nowhere
        assertThat(call()).contains("[DONE]");
        assertThat(lookups).hasValue(1);
        clock.addAndGet(Destination.STALE_NANOS);
        assertThat(Upstreams.failure(Upstreams.open(upstream))).isEqualTo(REFUSED);
        assertThat(simulator.stats().requests()).isEqualTo(2);
    }

    @Test
    void aNameThatTurnsBadIsNoticedBehindACallBeforeItsAddressIsOld() {
        resolvesTo("127.0.0.1");
        call();
        resolvesTo("169.254.169.254");
        clock.addAndGet(Destination.FRESH_NANOS);

        assertThat(call()).contains("[DONE]");

        assertThat(Upstreams.failure(Upstreams.open(upstream))).isEqualTo(REFUSED);
    }

    @Test
    void callsOnKeptConnectionsCostNoLookup() {
        simulator.answers(Answer.saying("hello"));
        resolvesTo("127.0.0.1");

        for (int i = 0; i < 50; i++) {
            assertThat(call()).contains("[DONE]");
        }

        assertThat(lookups).hasValue(1);
        assertThat(simulator.stats().connections()).isEqualTo(1);
    }

    @Test
    void anAddressInUseStaysInUseWhenTheOrderChanges() {
        resolvesTo("127.0.0.1", "127.0.0.9");
        call();
        resolvesTo("127.0.0.9", "127.0.0.1");
        clock.addAndGet(Destination.STALE_NANOS);

        assertThat(call()).contains("[DONE]");

        assertThat(lookups).hasValue(2);
        assertThat(simulator.stats().connections()).isEqualTo(1);
    }

    @Test
    void whileNoNameServerAnswersTheLastGoodAddressIsUsed() {
        resolvesTo("127.0.0.1");
        call();
        names = host -> Future.failedFuture(new UnknownHostException(host));
        clock.addAndGet(Destination.STALE_NANOS);

        assertThat(call()).contains("[DONE]");
    }

    @Test
    void theNextAddressIsTriedAfterOneThatRefusesConnections() {
        resolvesTo("127.0.0.9", "127.0.0.1");

        assertThat(Upstreams.failure(Upstreams.open(upstream)).message())
                .endsWith("the connection was refused");

        assertThat(call()).contains("[DONE]");
    }

    @Test
    void aLookupThatNeverEndsIsBoundedByTheConnectDeadline() {
        names = host -> Promise.<List<InetAddress>>promise().future();

        assertThat(Upstreams.failure(Upstreams.open(upstream, Duration.ofMillis(100))))
                .isEqualTo(new UpstreamFailure.TimedOut(
                        "connect", "upstream 'up' exceeded the connect deadline of 100 ms"));
    }

    @Test
    void aNameThatDoesNotExistSaysSo() {
        assertThat(Upstreams.failure(Upstreams.open(upstream)))
                .isEqualTo(new UpstreamFailure.Unreachable(
                        "upstream 'up' can't be reached: its host name does not resolve"));
    }

    @Test
    void thePlatformsNamesAreUsedOtherwise() {
        Upstream local = Upstreams.of("url: \"http://localhost:" + simulator.port() + "/v1\"");

        assertThat(Upstreams.body(Upstreams.head(Upstreams.open(local)))).contains("[DONE]");

        assertThat(simulator.simulator().requests().getLast().headers().get("host"))
                .isEqualTo("localhost:" + simulator.port());
        local.retire();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "2"})
    void tlsNamesAreCheckedAgainstTheNameAndNotTheAddress(String version, @TempDir Path directory)
            throws IOException {
        Path authority = Files.writeString(
                directory.resolve("ca.pem"), secure.simulator().certificatePem());
        names = host -> Future.succeededFuture(List.of(InetAddress.ofLiteral("127.0.0.1")));
        String rest = ":" + secure.port() + "/v1\", ca-file: \"" + authority + "\", http: \""
                + version + "\"";
        Upstream right = Upstreams.of("url: \"https://localhost" + rest, names, clock::get);
        Upstream wrong = Upstreams.of("url: \"https://other.test" + rest, names, clock::get);

        assertThat(Upstreams.body(Upstreams.head(Upstreams.open(right)))).contains("[DONE]");
        assertThat(Upstreams.failure(Upstreams.open(wrong)))
                .isEqualTo(new UpstreamFailure.Unreachable(
                        "upstream 'up' can't be reached: the TLS handshake failed"));

        assertThat(secure.stats().requests()).isEqualTo(1);
        right.retire();
        wrong.retire();
    }

    @Test
    void aRefusalIsLoggedOnceUntilTheNameIsGoodAgain() {
        List<String> logged = new java.util.concurrent.CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(Destination.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            resolvesTo("169.254.169.254");
            Upstreams.failure(Upstreams.open(upstream));
            Upstreams.failure(Upstreams.open(upstream));
            assertThat(logged).hasSize(1);

            resolvesTo("127.0.0.1");
            call();
            resolvesTo("169.254.169.254");
            clock.addAndGet(Destination.STALE_NANOS);
            Upstreams.failure(Upstreams.open(upstream));
            Eventually.equals(logged::size, 2);
        } finally {
            logger.removeHandler(handler);
        }
    }

    private Upstream upstream(String settings) {
        return Upstreams.of(
                "url: \"http://up.test:" + simulator.port() + "/v1\"" + settings,
                host -> {
                    lookups.incrementAndGet();
                    return names.resolve(host);
                },
                clock::get);
    }

    private void resolvesTo(String... addresses) {
        List<InetAddress> found =
                Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
        names = host -> Future.succeededFuture(found);
    }

    private String call() {
        return Upstreams.body(Upstreams.head(Upstreams.open(upstream)));
    }
}
