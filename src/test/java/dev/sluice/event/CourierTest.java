package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.Secret;
import dev.sluice.database.Lanes;
import dev.sluice.egress.EgressConfig;
import dev.sluice.egress.NameResolver;
import dev.sluice.egress.WebhookClient;
import dev.sluice.egress.WebhookConfig;
import dev.sluice.egress.WebhookConfig.Event;
import dev.sluice.rollout.store.ExperimentEvent;
import dev.sluice.telemetry.EventMeters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.RecordedLog;
import dev.sluice.testing.TestDatabase;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;

import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Deliveries of webhooks over real sockets, out of a real database of their own. */
class CourierTest {
    private static final String SECRET = "secret-canary-0a91";
    private static final String PATH = "/hooks/path-canary-77f2";
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final String WAITING = "select count(*) from pg_stat_activity"
            + " where datname = current_database() and wait_event_type = 'Lock'";

    private static Vertx vertx;
    private static Pool pool;
    private static String url;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EventMeters meters = new EventMeters(registry);
    private final Outbox outbox = new Outbox(new Lanes(vertx, pool), ExperimentEvent.Kind.values());
    private final List<Courier> couriers = new ArrayList<>();
    private final Map<Courier, Context> contexts = new ConcurrentHashMap<>();
    private final Map<Courier, String> names = new ConcurrentHashMap<>();
    private final RecordedLog log = RecordedLog.start();
    private Connection connection;
    private ExperimentRows rows;
    private Receiver receiver;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        url = TestDatabase.migrate(TestDatabase.empty("webhooks"));
        pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(url))
                .with(new PoolOptions().setMaxSize(6))
                .using(vertx)
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        pool.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void begin() throws Exception {
        connection = TestDatabase.connect(url);
        rows = new ExperimentRows(connection);
        rows.run("truncate experiment, experiment_change, experiment_decision, event, "
                + "webhook_delivery, webhook_cursor");
        rows.insert("e", "slang");
        receiver = new Receiver(vertx);
    }

    @AfterEach
    void end() throws SQLException {
        couriers.forEach(courier -> on(courier, () -> {
            courier.stop();
            return true;
        }));
        receiver.close();
        couriers.forEach(courier -> Eventually.equals(() -> on(courier, courier::isIdle), true));
        connection.close();
        log.close();
        assertThat(String.join("", log.lines())).doesNotContain(SECRET, "path-canary");
    }

    @Test
    void tellsOfEachChangeAndDecisionOnceWithItsSignature() throws SQLException {
        Courier courier = courier(config());
        see(courier);
        long change = rows.change("e", "slang", "start", "running");
        rows.decide("e", "stay");
        long decision = rows.decide("e", "advance");

        look(courier);
        Eventually.equals(() -> delivered(), 2L);
        look(courier);

        assertThat(receiver.posts()).hasSize(2).allSatisfy(post -> {
            String signed = post.id() + "." + NOW.getEpochSecond() + "." + post.body();
            byte[] expected = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, SECRET).hmac(signed);
            assertThat(post.headers().get("webhook-signature"))
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(expected));
            assertThat(post.headers().get("webhook-timestamp"))
                    .isEqualTo("" + NOW.getEpochSecond());
            assertThat(post.headers().get("content-type")).isEqualTo("application/json");
            assertThat(post.path()).isEqualTo(PATH);
        });
        assertThat(post("experiment.state").getLong("sequence")).isEqualTo(change);
        assertThat(post("experiment.state").getString("after")).isEqualTo("running");
        assertThat(post("experiment.decision").getLong("decision")).isEqualTo(decision);
        assertThat(post("experiment.decision").getString("route")).isEqualTo("slang");
        assertThat(counted("delivered")).isEqualTo(2);
    }

    @Test
    void tellsOnlyWhatIsWanted() throws SQLException {
        Courier courier = courier(new WebhookConfig(
                receiver.url(PATH),
                new Secret(SECRET),
                List.of(Event.DECISION),
                EgressConfig.STANDARD));
        see(courier);
        rows.change("e", "slang", "start", "running");
        rows.decide("e", "advance");

        look(courier);
        Eventually.equals(() -> delivered(), 1L);

        assertThat(rows.number("select count(*) from webhook_delivery")).isEqualTo(1);
    }

    @Test
    void tellsANewWebhookNothingOld() throws SQLException {
        rows.change("e", "slang", "start", "running");
        rows.decide("e", "advance");
        Courier courier = courier(config());
        see(courier);
        long change = rows.change("e", "slang", "pause", "paused");

        look(courier);
        Eventually.equals(() -> delivered(), 1L);

        assertThat(post("experiment.state").getLong("sequence")).isEqualTo(change);
        assertThat(rows.number("select count(*) from webhook_delivery")).isEqualTo(1);
    }

    @Test
    void findsADecisionThatWasCommittedLate() throws Exception {
        Courier courier = courier(config());
        see(courier);
        try (Connection other = TestDatabase.connect(url);
                Connection third = TestDatabase.connect(url)) {
            other.setAutoCommit(false);
            long late = new ExperimentRows(other).decide("e", "hold");
            CompletableFuture<Long> next = CompletableFuture.supplyAsync(() -> advance(third));
            Eventually.equals(() -> number(WAITING), 1L); // It has its turn behind the late one.
            rows.change("e", "slang", "note", "running");
            look(courier);
            Eventually.equals(() -> delivered(), 1L);

            other.commit();
            long after = next.join();
            look(courier);

            Eventually.equals(() -> delivered(), 3L);
            assertThat(receiver.posts().stream()
                            .map(post -> post.data().getLong("decision"))
                            .filter(Objects::nonNull))
                    .containsExactlyInAnyOrder(late, after);
            assertThat(late).isLessThan(after);
        }
    }

    private static long advance(Connection connection) {
        try {
            return new ExperimentRows(connection).decide("e", "advance");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void twoGatewaysDeliverEachOnce() throws SQLException {
        Courier one = courier(config());
        see(one);
        Courier other = courier(
                config(),
                new Outbox(new Lanes(vertx, pool), ExperimentEvent.Kind.values()),
                WebhookClient.PATIENCE);
        for (int i = 0; i < 40; i++) {
            rows.change("e", "slang", "note", "running");
            rows.decide("e", "hold");
        }

        Eventually.equals(
                () -> {
                    look(one);
                    look(other);
                    return delivered();
                },
                80L);

        assertThat(receiver.posts()).hasSize(80);
        assertThat(new HashSet<>(
                        receiver.posts().stream().map(Receiver.Post::id).toList()))
                .hasSize(80);
        assertThat(rows.number("select max(attempts) from webhook_delivery")).isEqualTo(1);
    }

    @Test
    void triesAgainWithTheSameId() throws SQLException {
        receiver.thenStatus(500);
        Courier courier = changed();
        Eventually.equals(this::errors, "1 status 500");
        assertThat(waitSeconds()).isBetween(3L, 6L);

        due();
        look(courier);
        Eventually.equals(() -> delivered(), 1L);

        assertThat(receiver.posts()).hasSize(2);
        assertThat(receiver.posts().get(1).id())
                .isEqualTo(receiver.posts().get(0).id());
        assertThat(receiver.posts().get(1).body())
                .isEqualTo(receiver.posts().get(0).body());
        assertThat(text("select last_error from webhook_delivery")).isEqualTo("null");
        assertThat(counted("failed")).isEqualTo(1);
    }

    @Test
    void sendsAgainWhatAGatewayHasSentBeforeItDied() throws Exception {
        Courier courier = courier(config());
        see(courier);
        rows.change("e", "slang", "start", "running");
        List<Delivery> claimed = outbox.take(Webhook.name(config()), config(), 2)
                .subscribeAsCompletionStage()
                .get(10, TimeUnit.SECONDS);
        client(WebhookClient.PATIENCE)
                .target("x", "x", config().url(), EgressConfig.STANDARD)
                .post(
                        Map.of("webhook-id", claimed.getFirst().id().toString()),
                        Buffer.buffer(claimed.getFirst().body()));
        Eventually.equals(() -> receiver.posts().size(), 1);
        look(courier);
        assertThat(rows.number("select count(*) from webhook_delivery where next_at > now() + "
                        + "interval '30 s'"))
                .isEqualTo(1);

        due();
        look(courier);
        Eventually.equals(() -> delivered(), 1L);

        assertThat(receiver.posts().get(1).id())
                .isEqualTo(receiver.posts().get(0).id());
        assertThat(rows.number("select attempts from webhook_delivery")).isEqualTo(2);
    }

    @Test
    void givesUpAtOnceWhenTheReceiverIsGone() throws SQLException {
        receiver.thenStatus(410);

        changed();

        Eventually.equals(
                () -> text("select last_error from webhook_delivery where given_up_at is not null"),
                "status 410: it wants no more messages");
        assertThat(counted("given_up")).isEqualTo(1);
        Eventually.equals(
                () -> log.lines().stream()
                        .anyMatch(line -> line.contains("is given up after attempt 1")),
                true);
    }

    @Test
    void givesUpAfterTheLastAttempt() throws SQLException {
        receiver.thenStatus(500).thenStatus(500);
        Courier courier = changed();
        Eventually.equals(this::errors, "1 status 500");
        rows.run("update webhook_delivery set attempts = " + DeliveryRetries.WAITS.size());
        due();

        look(courier);

        Eventually.equals(
                () -> text("select last_error from webhook_delivery where given_up_at is not null"),
                "status 500");
        due();
        look(courier);
        look(courier);
        assertThat(receiver.posts()).hasSize(2);
    }

    @Test
    void waitsAsLongAsItIsAskedTo() throws SQLException {
        receiver.then(request -> request.response()
                .setStatusCode(429)
                .putHeader("retry-after", "3600")
                .end("slow down"));

        changed();

        Eventually.equals(this::errors, "1 status 429");
        assertThat(waitSeconds()).isBetween(3_500L, 3_600L);
    }

    @Test
    void followsNoRedirect() throws SQLException {
        receiver.then(request -> request.response()
                .setStatusCode(307)
                .putHeader("location", receiver.url("/elsewhere").toString())
                .end());

        changed();

        Eventually.equals(this::errors, "1 status 307");
        assertThat(receiver.posts()).hasSize(1);
    }

    @Test
    void doesNotWaitForAReceiverThatIsSilent() throws SQLException {
        receiver.then(request -> {});
        Courier courier = courier(config(), outbox, Duration.ofMillis(200));
        see(courier);
        rows.change("e", "slang", "start", "running");

        look(courier);

        Eventually.equals(this::errors, "1 it did not answer within 200 ms");
    }

    @Test
    void readsNoAnswerWithoutEnd() throws SQLException {
        receiver.then(request -> {
            request.response().setChunked(true).setStatusCode(200);
            request.response().exceptionHandler(ignored -> {});
            pour(request.response());
        });

        changed();

        Eventually.equals(() -> delivered(), 1L);
    }

    private static void pour(HttpServerResponse response) {
        response.write("x".repeat(16 * 1024)).onSuccess(done -> pour(response));
    }

    @Test
    void connectsToNoAddressThatIsRefused() throws SQLException {
        WebhookConfig config = new WebhookConfig(
                URI.create("http://metadata.test/" + PATH),
                new Secret(SECRET),
                List.of(),
                EgressConfig.STANDARD);
        Courier courier = courier(config);
        see(courier);
        rows.change("e", "slang", "start", "running");

        look(courier);

        Eventually.equals(this::errors, "1 its address is refused (webhooks[0].egress)");
    }

    @Test
    void oneThatDoesNotAnswerHoldsUpNoOther() throws SQLException {
        for (int i = 0; i < 10; i++) {
            receiver.then(request -> {
                if (!request.uri().equals("/silent")) {
                    request.response().setStatusCode(200).end();
                }
            });
        }
        Courier silent = courier(new WebhookConfig(
                receiver.url("/silent"), new Secret(SECRET), List.of(), EgressConfig.STANDARD));
        Courier other = courier(config());
        see(silent);
        see(other);
        for (int i = 0; i < 5; i++) {
            rows.change("e", "slang", "note", "running");
        }

        look(silent);
        look(other);

        Eventually.equals(() -> delivered(), 5L);
        assertThat(receiver.posts().stream().filter(it -> it.path().equals("/silent")))
                .hasSize(Courier.OPEN_MAX);
    }

    /** A courier that is just told of one change. */
    private Courier changed() throws SQLException {
        Courier courier = courier(config());
        see(courier);
        rows.change("e", "slang", "start", "running");
        look(courier);
        return courier;
    }

    private WebhookConfig config() {
        return new WebhookConfig(
                receiver.url(PATH), new Secret(SECRET), List.of(), EgressConfig.STANDARD);
    }

    private Courier courier(WebhookConfig config) {
        return courier(config, outbox, WebhookClient.PATIENCE);
    }

    private Courier courier(WebhookConfig config, Outbox from, Duration patience) {
        Courier courier = new Courier(
                config,
                client(patience)
                        .target(
                                Webhook.name(config),
                                "webhooks[0].egress",
                                config.url(),
                                config.egress()),
                from,
                DeliveryRetries.schedule(() -> 0.5),
                meters,
                Clock.fixed(NOW, ZoneOffset.UTC));
        contexts.put(courier, vertx.getOrCreateContext());
        names.put(courier, Webhook.name(config));
        couriers.add(courier);
        return courier;
    }

    private static WebhookClient client(Duration patience) {
        NameResolver names = host -> io.vertx.core.Future.succeededFuture(
                List.of(java.net.InetAddress.ofLiteral("169.254.169.254")));
        return new WebhookClient(vertx, names, patience);
    }

    private <T> T on(Courier courier, Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Objects.requireNonNull(contexts.get(courier))
                .runOnContext(ignored -> done.complete(action.get()));
        return done.join();
    }

    private void look(Courier courier) {
        Objects.requireNonNull(contexts.get(courier)).runOnContext(ignored -> courier.look());
    }

    /** Looks for the first time: what comes from now on is told. */
    private void see(Courier courier) {
        look(courier);
        String name = names.get(courier);
        Eventually.equals(
                () -> number("select count(distinct webhook) from webhook_cursor where webhook = '"
                        + name + "'"),
                1L);
    }

    private void due() throws SQLException {
        rows.run("update webhook_delivery set next_at = now()");
    }

    private JsonObject post(String type) {
        return receiver.posts().stream()
                .filter(it -> it.body().contains("\"type\":\"" + type + "\""))
                .findFirst()
                .orElseThrow()
                .data();
    }

    private long delivered() {
        return number("select count(*) from webhook_delivery where delivered_at is not null");
    }

    private String errors() {
        return text("select attempts || ' ' || last_error from webhook_delivery");
    }

    private long waitSeconds() {
        return number("select extract(epoch from next_at - now())::bigint from webhook_delivery");
    }

    private double counted(String result) {
        return registry.get("sluice.webhooks").tag("result", result).counter().count();
    }

    private long number(String sql) {
        try {
            return rows.number(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String text(String sql) {
        try {
            return String.valueOf(rows.text(sql));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
