package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.SseFrame;
import dev.sluice.testing.TestDatabase;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The streams of events over real sockets and on the real database; each test has an experiment of
 * its own.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class EventsTest {
    @Inject
    LiveExperiments live;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private final String id = "exp-" + UUID.randomUUID();
    private final String route = "route-" + UUID.randomUUID();
    private Connection connection;
    private ExperimentRows rows;

    @BeforeEach
    void connect() throws SQLException {
        connection = TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()));
        rows = new ExperimentRows(connection);
        rows.insert(id, route);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
        Eventually.equals(this::open, 0);
    }

    @Test
    void beginsWithThePresentState() {
        try (RawClient client = open("")) {
            HttpAnswer answer = client.await("the state", it -> it.data().size() == 1);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            assertThat(events(answer)).containsExactly("state");
            assertThat(new JsonObject(answer.data().getFirst()).getString("id")).isEqualTo(id);
        }
    }

    @Test
    void tellsChangesAndDecisionsAndTheStateBehindThem() throws SQLException {
        try (RawClient client = open("")) {
            client.await("the state", it -> it.data().size() == 1);
            connection.setAutoCommit(false); // Whoever looks meanwhile sees both or neither.
            long change = rows.change(id, route, "start", "running");
            long decision = rows.decide(id, "advance");
            connection.commit();

            announce();

            HttpAnswer answer = client.await("what is new", it -> it.data().size() >= 4);
            assertThat(events(answer)).containsExactly("state", "change", "decision", "state");
            assertThat(answer.frames().getLast().id()).isEqualTo(change + "." + decision);
            assertThat(new JsonObject(answer.data().getLast()).getString("state"))
                    .isEqualTo("running");
            assertThat(new JsonObject(answer.data().get(2)).getJsonObject("inputs"))
                    .isEqualTo(new JsonObject("{\"p\":0.5}"));
        }
    }

    @Test
    void tellsWhatWasMissed() throws SQLException {
        long change = rows.change(id, route, "start", "running");
        long decision = rows.decide(id, "stay");
        rows.change(id, route, "pause", "paused");
        rows.decide(id, "hold");

        try (RawClient client = open("last-event-id: " + change + "." + decision)) {
            HttpAnswer answer = client.await("what was missed", it -> it.data().size() == 3);

            assertThat(events(answer)).containsExactly("change", "decision", "state");
            assertThat(new JsonObject(answer.data().getFirst()).getString("action"))
                    .isEqualTo("pause");
        }
        try (RawClient client = open("last-event-id: " + change)) {
            assertThat(events(client.await("what was missed", it -> it.data().size() == 2)))
                    .containsExactly("change", "state");
        }
    }

    @Test
    void tellsThePresentStateOnlyWhenTooMuchWasMissedOrNothingIsKnownOfIt() throws SQLException {
        long change = rows.change(id, route, "start", "running");
        for (int i = 0; i <= Mailbox.WAITING_MAX; i++) {
            rows.change(id, route, "note", "running");
        }
        for (String last : List.of(change + ".0", "999999999.1", "yesterday", "-1")) {
            try (RawClient client = open("last-event-id: " + last)) {
                assertThat(events(client.await("the state", it -> !it.data().isEmpty())))
                        .as(last)
                        .containsExactly("state");
            }
        }
    }

    @Test
    void aSwitchOfTheRouteConcernsItsExperiments() throws SQLException {
        try (RawClient client = open("")) {
            client.await("the state", it -> it.data().size() == 1);
            rows.change(null, route, "switch_off", null);

            announce();

            assertThat(events(client.await("the switch", it -> it.data().size() == 3)))
                    .containsExactly("state", "change", "state");
        }
    }

    @Test
    void doesNotTellOfOtherExperiments() throws SQLException {
        String other = "exp-" + UUID.randomUUID();
        rows.insert(other, "other");
        try (RawClient client = open("")) {
            client.await("the state", it -> it.data().size() == 1);
            rows.change(other, "other", "start", "running");
            rows.change(id, route, "start", "running");

            announce();

            HttpAnswer answer = client.await("the change", it -> it.data().size() == 3);
            assertThat(answer.body()).doesNotContain(other);
        }
    }

    @Test
    void refusesBeforeTheStreamBegins() {
        for (String unknown : List.of("nowhere", "no%00body")) {
            String path = "/api/experiments/" + unknown + "/events";
            try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
                HttpAnswer answer = client.answer();
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.json().getString("code")).isEqualTo("experiment_not_found");
            }
        }
        try (RawClient client = Gateway.connect().get("/api/experiments/" + id + "/events")) {
            assertThat(client.answer().status()).isEqualTo(401);
        }
    }

    @Test
    void opensSoManyAndNoMore() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < EventFeed.STREAMS_MAX; i++) {
            clients.add(open(""));
        }
        clients.forEach(client -> client.await("the state", it -> it.data().size() == 1));
        assertThat(open()).isEqualTo(EventFeed.STREAMS_MAX);

        try (RawClient client = open("")) {
            HttpAnswer refused = client.answer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("10");
            assertThat(refused.json().getString("code")).isEqualTo("too_many_streams");
        }
        clients.removeFirst().reset();
        Eventually.equals(this::open, EventFeed.STREAMS_MAX - 1);
        try (RawClient client = open("")) {
            client.await("the state", it -> it.data().size() == 1);
        }
        clients.forEach(RawClient::close);
    }

    @Test
    void aSlowClientFindsTheLatestState() throws SQLException {
        RawClient slow = RawClient.connect(Gateway.port(), 4096);
        slow.get("/api/experiments/" + id + "/events", Gateway.AUTHORIZATION);
        slow.await("the state", it -> it.data().size() == 1).body();
        slow.pause();
        try (RawClient quick = open("")) {
            int rounds = 12;
            for (int i = 1; i <= rounds; i++) {
                // Large, so that the sockets' buffers are soon full.
                rows.change(id, route, "x".repeat(400_000), "running");
                announce();
                int told = 1 + 2 * i;
                quick.await("round " + i, it -> it.data().size() == told);
            }
            long last = rows.change(id, route, "pause", "paused");
            announce();
            quick.await("the end", it -> it.data().size() == 3 + 2 * rounds);

            slow.resume();

            HttpAnswer answer = slow.await(
                    "the last state",
                    it -> it.data().getLast().contains("\"paused\"")
                            && events(it).getLast().equals("state"));
            assertThat(events(answer).stream().filter("state"::equals).count()).isLessThan(rounds);
            // Behind the state there may be a comment already, which has no id.
            assertThat(answer.frames().stream()
                            .filter(frame -> frame.id() != null)
                            .toList()
                            .getLast()
                            .id())
                    .startsWith(last + ".");
        } finally {
            slow.close();
        }
    }

    private RawClient open(String header) {
        return header.isEmpty()
                ? Gateway.connect().get("/api/experiments/" + id + "/events", Gateway.AUTHORIZATION)
                : Gateway.connect()
                        .get("/api/experiments/" + id + "/events", Gateway.AUTHORIZATION, header);
    }

    /** What the watch does when the database has told of a change. */
    private void announce() {
        live.publish(live.current());
    }

    private static List<String> events(HttpAnswer answer) {
        return answer.frames().stream()
                .map(SseFrame::event)
                .filter(Objects::nonNull)
                .toList();
    }

    private int open() {
        try (RawClient client = RawClient.connect(management.getPort()).get("/q/metrics")) {
            return client.answer()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("sluice_experiment_streams "))
                    .mapToInt(
                            line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        }
    }
}
