package dev.sluice.tenancy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TestDatabase;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The audit over real sockets and on the real database. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class AuditTest {
    private static final String PATH = "/api/audit";
    private static final Duration LONG = Duration.ofMinutes(1);

    private final String subject = "s-" + UUID.randomUUID();

    @Inject
    AuditRepository audit;

    @Inject
    Lanes lanes;

    private Connection connection;

    @BeforeEach
    void connect() {
        connection = TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()));
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void tellsWhoDidWhatToAnExperiment() {
        String id = "e" + UUID.randomUUID().toString().substring(0, 8);
        String definition = "{\"id\":\"" + id
                + "\",\"route\":\"hurried\",\"candidate\":\"tuned\",\"rollout\":{}}";
        assertThat(post("/api/experiments", definition).status()).isEqualTo(201);
        assertThat(post("/api/experiments/" + id + "/start", "{}").status()).isEqualTo(200);
        assertThat(post("/api/experiments/" + id + "/stop", "{\"reason\":\"enough\"}")
                        .status())
                .isEqualTo(200);

        List<JsonObject> told = entries("?subject=" + id);

        assertThat(told)
                .extracting(
                        it -> it.getString("by"),
                        it -> it.getString("action"),
                        it -> it.getString("before"),
                        it -> it.getString("after"),
                        it -> it.getString("reason"))
                .containsExactly(
                        tuple("key:tests", "experiment.stop", "running", "stopped", "enough"),
                        tuple(
                                "key:tests",
                                "experiment.start",
                                "pending",
                                "running",
                                told.get(1).getString("reason")),
                        tuple(
                                "key:tests",
                                "experiment.create",
                                null,
                                "pending",
                                told.get(2).getString("reason")));
        assertThat(entries("?action=experiment&subject=" + id)).hasSize(3);
        assertThat(entries("?action=experiment.stop&subject=" + id)).hasSize(1);
        assertThat(entries("?action=exp&subject=" + id)).isEmpty();
    }

    @Test
    void tellsWhoExportedRecords() {
        String route = "r-" + UUID.randomUUID();
        get("/api/inferences/export?route=" + route + "&text=true");

        JsonObject latest = entries("?action=records.export&limit=1").getFirst();

        assertThat(latest.getString("by")).isEqualTo("key:tests");
        assertThat(latest.getString("after")).isEqualTo("route=" + route + "&text=true");
    }

    @Test
    void anUndoneTransactionLeavesNoEntryAndNoGap() {
        assertThatThrownBy(() -> lanes.run(
                                Lane.AUDIT_WRITES,
                                on -> AuditLog.append(on, deed("undone"))
                                        .compose(done -> Future.failedFuture("changed my mind")))
                        .await()
                        .atMost(LONG))
                .hasRootCauseMessage("changed my mind");
        audit.append(deed("done")).await().atMost(LONG);

        assertThat(entries("?subject=" + subject)).hasSize(1);
        assertThat(checked().faults()).isEmpty();
    }

    @Test
    void thoseWhoWriteAtOnceWriteOneChain() {
        Multi.createFrom()
                .items(IntStream.range(0, 30).boxed())
                .onItem()
                .transformToUniAndMerge(i -> audit.append(deed("at once " + i)))
                .collect()
                .asList()
                .await()
                .atMost(LONG);

        AuditCheck check = checked();

        assertThat(check.faults()).isEmpty();
        assertThat(entries("?limit=500&subject=" + subject)).hasSize(30);
        JsonObject end = get(PATH + "/end").json();
        assertThat(check.ends().get("default"))
                .isEqualTo(new AuditEnd(end.getLong("number"), end.getString("hash")));
    }

    @Test
    void theDatabaseRefusesToChangeOrForgetAnEntry() {
        audit.append(deed("kept")).await().atMost(LONG);

        for (String statement : List.of(
                "update audit_entry set reason = 'x' where subject = '" + subject + "'",
                "delete from audit_entry where subject = '" + subject + "'",
                "truncate audit_entry")) {
            assertThatThrownBy(() -> execute(statement))
                    .hasMessageContaining("the audit is only ever appended to");
        }
    }

    @Test
    void whoeverGetsRoundThatIsFoundOut() throws SQLException {
        audit.append(deed("true")).await().atMost(LONG);
        audit.append(deed("after it")).await().atMost(LONG);
        tamper("true", "false");
        try {
            assertThat(checked().faults()).singleElement().asString().contains("has been changed");
        } finally {
            tamper("false", "true");
        }
        assertThat(checked().faults()).isEmpty();
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        for (int i = 0; i < 5; i++) {
            audit.append(deed("page " + i)).await().atMost(LONG);
        }

        HttpAnswer first = get(PATH + "?limit=2&subject=" + subject);
        long next = first.json().getLong("next");
        HttpAnswer last = get(PATH + "?limit=3&after=" + next + "&subject=" + subject);

        assertThat(first.header("link")).contains("after=" + next);
        assertThat(first.header("cache-control")).isEqualTo("no-store");
        assertThat(last.json().getLong("next")).isNull();
        assertThat(last.json().getJsonArray("data")).hasSize(3);
        assertThat(lines(get(PATH + "/export?after=" + (next - 1))))
                .first()
                .extracting(it -> it.getLong("number"))
                .isEqualTo(next);
    }

    @Test
    void namesEveryMistakeAtOnce() {
        HttpAnswer answer = get(PATH + "?acton=x&since=2026-11-30&until=2026-11-29&after=-1");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("did you mean", "action", "a moment after since", "number of an entry");
        assertThat(get(PATH + "/export?limit=3").status()).isEqualTo(400);
        assertThat(get(PATH + "/end?x=1").status()).isEqualTo(400);
    }

    private Deed deed(String reason) {
        return new Deed("local", "test.done", subject, null, "done", reason, Instant.now());
    }

    private void tamper(String from, String to) throws SQLException {
        execute("alter table audit_entry disable trigger audit_is_appended_to");
        execute("update audit_entry set reason = '" + to + "' where subject = '" + subject
                + "' and reason = '" + from + "'");
        execute("alter table audit_entry enable trigger audit_is_appended_to");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static AuditCheck checked() {
        AuditCheck check = new AuditCheck();
        lines(get(PATH + "/export"))
                .forEach(it -> check.take(new AuditEntry(
                        it.getString("project"),
                        it.getLong("number"),
                        Instant.parse(it.getString("at")),
                        it.getString("by"),
                        it.getString("action"),
                        it.getString("subject"),
                        it.getString("before"),
                        it.getString("after"),
                        it.getString("reason"),
                        it.getString("hash"))));
        return check;
    }

    private static List<JsonObject> entries(String query) {
        return get(PATH + query).json().getJsonArray("data").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<JsonObject> lines(HttpAnswer answer) {
        return answer.body().lines().map(JsonObject::new).toList();
    }

    private static HttpAnswer get(String path) {
        try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    private static HttpAnswer post(String path, String body) {
        try (RawClient client = Gateway.connect().post(path, body, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }
}
