package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.Secret;
import dev.sluice.database.Lanes;
import dev.sluice.egress.EgressConfig;
import dev.sluice.egress.NameResolver;
import dev.sluice.egress.WebhookClient;
import dev.sluice.egress.WebhookConfig;
import dev.sluice.rollout.store.ExperimentEvent;
import dev.sluice.telemetry.EventMeters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.RecordedLog;
import dev.sluice.testing.TestDatabase;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Couriers over real sockets, out of a real database. */
abstract class CourierKit {
    static final String SECRET = "secret-canary-0a91";
    static final String PATH = "/hooks/path-canary-77f2";
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    final Vertx vertx;
    final Pool pool;
    final String url;
    final Outbox outbox;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EventMeters meters = new EventMeters(registry);
    private final List<Courier> couriers = new ArrayList<>();
    private final Map<Courier, Context> contexts = new ConcurrentHashMap<>();
    private final Map<Courier, String> names = new ConcurrentHashMap<>();
    final RecordedLog log = RecordedLog.start();
    Connection connection;
    ExperimentRows rows;
    Receiver receiver;

    CourierKit(WebhookDatabase database) {
        vertx = database.vertx();
        pool = database.pool();
        url = database.url();
        outbox = new Outbox(new Lanes(vertx, pool), ExperimentEvent.Kind.values());
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

    WebhookConfig config() {
        return new WebhookConfig(
                receiver.url(PATH), new Secret(SECRET), List.of(), EgressConfig.STANDARD);
    }

    Courier courier(WebhookConfig config) {
        return courier(config, outbox, WebhookClient.PATIENCE);
    }

    Courier courier(WebhookConfig config, Outbox from, Duration patience) {
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

    WebhookClient client(Duration patience) {
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

    void look(Courier courier) {
        Objects.requireNonNull(contexts.get(courier)).runOnContext(ignored -> courier.look());
    }

    /** Looks for the first time: what comes from now on is told. */
    void see(Courier courier) {
        look(courier);
        String name = names.get(courier);
        Eventually.equals(
                () -> number("select count(distinct webhook) from webhook_cursor where webhook = '"
                        + name + "'"),
                1L);
    }

    JsonObject post(String type) {
        return receiver.posts().stream()
                .filter(it -> it.body().contains("\"type\":\"" + type + "\""))
                .findFirst()
                .orElseThrow()
                .data();
    }

    long delivered() {
        return number("select count(*) from webhook_delivery where delivered_at is not null");
    }

    String errors() {
        return text("select attempts || ' ' || last_error from webhook_delivery");
    }

    double counted(String result) {
        return registry.find("sluice.webhooks").tag("result", result).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    long number(String sql) {
        try {
            return rows.number(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    String text(String sql) {
        try {
            return String.valueOf(rows.text(sql));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
