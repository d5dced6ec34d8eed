package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TcpProxy;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A gateway whose database comes and goes; it is away when the gateway starts. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(DatabaseOutageTest.BehindAProxy.class)
class DatabaseOutageTest {
    /** The usual gateway, with its database at a port where nothing listens yet. */
    public static final class BehindAProxy implements QuarkusTestProfile {
        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            try {
                String port = String.valueOf(GatewayResource.freePort());
                return List.of(new TestResourceEntry(
                        GatewayResource.class, Map.of(GatewayResource.DATABASE_PORT, port)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static TcpProxy proxy;

    @Inject
    Recorder recorder;

    @Inject
    Meters meters;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @BeforeAll
    static void serveWithoutDatabaseAndThenBringIt() throws IOException {
        String url = ConfigProvider.getConfig()
                .getValue("quarkus.datasource.reactive.url", String.class);
        Gateway.begin(Answer.saying("hello"));
        try (RawClient client = Gateway.stream("tuned")) {
            assertThat(client.answer().text())
                    .isEqualTo("hello"); // Nothing listens where the database should be.
        }
        proxy = new TcpProxy(
                PgConnectOptions.fromUri(GatewayResource.database()).getPort(),
                PgConnectOptions.fromUri(url).getPort());
    }

    @AfterAll
    static void end() throws IOException {
        proxy.close();
    }

    @Test
    void invariant15_streamsGoOnAndNoRecordIsLostWhileTheDatabaseIsDown() {
        List<UUID> ids = new ArrayList<>(recordSome());
        Eventually.equals(() -> rows(ids), (long) ids.size());
        Simulator upstream = Gateway.begin(Answer.start()
                .role()
                .tokens("first")
                .gate("rest")
                .tokens(" last")
                .finish("stop")
                .done());
        try (RawClient client = Gateway.stream("tuned")) {
            client.await("the first token", answer -> answer.text().equals("first"));

            proxy.cut();

            ids.addAll(recordSome());
            Eventually.equals(() -> check("database").getString("status"), "DOWN");
            upstream.open("rest");
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("first last");
            ids.add(id(answer));
        }
        Gateway.begin(Answer.saying("hello"));
        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("hello");
            ids.add(id(answer));
        }
        assertThat(check("records").getString("status"))
                .isEqualTo("UP"); // Nothing is lost: they wait.
        Eventually.equals(
                () -> check("records").getJsonObject("data").getInteger("waiting") >= 20, true);

        proxy.restore();

        Eventually.equals(() -> rows(ids), (long) ids.size());
        Eventually.equals(() -> check("records").getJsonObject("data").getInteger("waiting"), 0);
    }

    @Test
    void feedbackIs503WhileTheDatabaseIsDownAndCanBeSentAgain() {
        List<UUID> ids = recordSome();
        Eventually.equals(() -> rows(ids), (long) ids.size());
        String body = "{\"inference\":\"" + ids.getFirst()
                + "\",\"id\":\"c-1\",\"rating\":4,\"thumbs\":\"up\"}";

        proxy.cut();
        HttpAnswer refused = feedback(body);
        proxy.restore();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isEqualTo("2");
        assertThat(refused.json().getString("code")).isEqualTo("database_unavailable");
        assertThat(query("select count(*) from feedback where inference_id = '" + ids.getFirst()
                        + "'"))
                .isZero();
        Eventually.equals(() -> feedback(body).status() < 300, true);
        assertThat(query("select count(*) from feedback where inference_id = '" + ids.getFirst()
                        + "'"))
                .isEqualTo(2);
    }

    private static HttpAnswer feedback(String body) {
        try (RawClient client =
                Gateway.connect().post("/api/feedback", body, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    @Test
    void invariant13_clientsThatLeaveTheirStreamsLeakNoDatabaseConnection() {
        Eventually.equals(() -> check("database").getString("status"), "UP");
        List<UUID> before = recordSome();
        Eventually.equals(() -> rows(before), (long) before.size());
        long connections = connections();
        Gateway.begin(Answer.start().role().tokens("first").stall());

        for (int i = 0; i < 60; i++) {
            RawClient client = Gateway.stream("tuned");
            client.await("the first token", answer -> answer.text().equals("first"));
            client.reset();
            recorder.record(Records.plain(Ids.next(Clock.systemUTC()), i));
        }

        Eventually.equals(meters::openInferences, 0);
        List<UUID> after = recordSome();
        Eventually.equals(() -> rows(after), (long) after.size());
        assertThat(connections()).isLessThanOrEqualTo(connections); // The pool may close idle ones.
    }

    private static UUID id(HttpAnswer answer) {
        return UUID.fromString(answer.header("x-request-id"));
    }

    private List<UUID> recordSome() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            UUID id = Ids.next(Clock.systemUTC());
            ids.add(id);
            recorder.record(Records.plain(id, i));
        }
        return ids;
    }

    private JsonObject check(String name) {
        try (RawClient client = RawClient.connect(management.getPort())) {
            HttpAnswer answer = client.get("/q/health/well").answer();
            JsonArray checks = answer.json().getJsonArray("checks");
            for (int i = 0; i < checks.size(); i++) {
                if (checks.getJsonObject(i).getString("name").equals(name)) {
                    return checks.getJsonObject(i);
                }
            }
            throw new AssertionError("no check " + name + " in " + checks);
        }
    }

    private static long rows(List<UUID> ids) {
        return query("select count(*) from inference where id in ("
                + ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(",")) + ")");
    }

    /** Those of the pool: connections of somebody's own may be opened again after an outage. */
    private static long connections() {
        return query("select count(*) from pg_stat_activity where datname = 'sluice' "
                + "and application_name = 'vertx-pg-client'");
    }

    /** Past the proxy. */
    private static long query(String sql) {
        try {
            PgConnectOptions to = PgConnectOptions.fromUri(GatewayResource.database());
            try (Connection connection = DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + to.getPort() + "/" + to.getDatabase(),
                            to.getUser(),
                            to.getPassword());
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            return -1; // The tables are still to be made.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
