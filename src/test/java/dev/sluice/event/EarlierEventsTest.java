package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.Secret;
import dev.sluice.database.Lanes;
import dev.sluice.egress.EgressConfig;
import dev.sluice.egress.WebhookConfig;
import dev.sluice.rollout.store.ExperimentEvent;
import dev.sluice.testing.TestDatabase;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What the version before has written, which kept no log of events. */
class EarlierEventsTest {
    private static final WebhookConfig CONFIG = new WebhookConfig(
            URI.create("https://example.com/hook"),
            new Secret("secret-of-the-test"),
            List.of(),
            EgressConfig.STANDARD);

    private static final String NAME = Webhook.name(CONFIG);

    private static final String BEFORE = """
            insert into experiment (id, route, definition, state, created_at, changed_at)
            values ('e', 'slang', '{}', 'running', now(), now());
            insert into experiment_change (seq, experiment, route, action, by, before, after, version, reason, at) values
                (39, 'e', 'slang', 'create', 'local', null, 'pending', 1, 'old', now() - interval '40 days'),
                (40, 'e', 'slang', 'start', 'key:a', 'pending', 'running', 2, 'so', now() - interval '1 hour'),
                (41, null, 'slang', 'switch_off', 'key:a', null, null, null, 'say "why"', date_trunc('second', now()));
            update experiment_sequence set last = 41;
            insert into experiment_decision (experiment, at, stage, kind, sentence, inputs) values
                ('e', now(), 0, 'advance', 'told', '{"p":0.5}'),
                ('e', now(), 1, 'stay', 'quiet', '{"p":0.50}'),
                ('e', now(), 1, 'hold', 'news', 'no JSON');
            insert into webhook_cursor (webhook, change_seq, decision_id, first_decision) values ('%1$s', 40, 1, 0);
            insert into webhook_delivery (id, webhook, experiment, event, body, created_at, next_at)
            values (gen_random_uuid(), '%1$s', 'e', 'state', '{"waits":true}', now(), now());""".formatted(NAME);

    @Test
    void isToldAsIfItHadBeenWrittenNow() throws Exception {
        String url = TestDatabase.migrate(TestDatabase.empty("earlier_events"), "4");
        try (Connection connection = TestDatabase.connect(url)) {
            run(connection, BEFORE);
            TestDatabase.migrate(url);

            assertThat(column(connection, "select kind || ' ' || number from event order by 1"))
                    .containsExactly(
                            "experiment.change 40",
                            "experiment.change 41",
                            "experiment.decision 1",
                            "experiment.decision 2",
                            "experiment.decision 3");
            assertThat(column(
                            connection,
                            "select kind || ' ' || last || ' ' || forgotten from event_kind order"
                                    + " by 1"))
                    .containsExactly("experiment.change 41 39", "experiment.decision 3 0");
            JsonObject change = new JsonObject(
                    column(connection, "select payload::text from event where number = 40")
                            .getFirst());
            assertThat(change.fieldNames())
                    .containsExactly(
                            "seq", "action", "by", "before", "after", "version", "reason", "at");
            assertThat(change.getString("at"))
                    .isEqualTo(time(connection, "experiment_change where seq = 40"));
            assertThat(column(
                            connection,
                            "select payload ->> 'inputs' from event where kind like '%decision'"
                                    + " order by number"))
                    .containsExactly("{\"p\":0.5}", "{\"p\":0.50}", "no JSON");

            List<Delivery> taken = taken(url);

            String at = time(connection, "experiment_change where seq = 41");
            assertThat(taken)
                    .extracting(Delivery::body)
                    .contains("{\"waits\":true}")
                    .contains("{\"type\":\"experiment.state\",\"timestamp\":\"" + at
                            + "\",\"data\":{\"experiment\":null,\"route\":\"slang\",\"sequence\":"
                            + "41,"
                            + "\"action\":\"switch_off\",\"by\":\"key:a\",\"before\":null,"
                            + "\"after\":null,\"version\":null,\"reason\":\"say \\\"why\\\"\"}}");
            assertThat(taken).as("what waited, change 41, decision 3").hasSize(3);
            String source = NAME + "\nstate\n41\n" + at;
            assertThat(taken)
                    .as("the id that the version before would have given it")
                    .extracting(Delivery::id)
                    .contains(UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static List<Delivery> taken(String url) throws Exception {
        Vertx vertx = Vertx.vertx();
        Pool pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(url))
                .with(new PoolOptions().setMaxSize(2))
                .using(vertx)
                .build();
        try {
            return new Outbox(new Lanes(vertx, pool), ExperimentEvent.Kind.values())
                    .take(NAME, CONFIG, 10)
                    .subscribeAsCompletionStage()
                    .get(10, TimeUnit.SECONDS);
        } finally {
            pool.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /** As Java writes it. */
    private static String time(Connection connection, String row) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select at from " + row)) {
            rows.next();
            return rows.getTimestamp(1).toInstant().toString();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new java.util.ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
