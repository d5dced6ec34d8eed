package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.WebhookConfig;
import dev.sluice.testing.TestDatabase;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The log on a real database, for a feature that there is only here. */
class EventLogTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123456789Z");

    private final Vertx vertx = Vertx.vertx();
    private final List<PgConnection> connections = new ArrayList<>();
    private String url;
    private PgConnection one;
    private PgConnection other;

    /** What becomes of jobs, in kinds of its own. */
    private enum Kind implements EventKind {
        STARTED,
        ENDED;

        @Override
        public String topic() {
            return "job";
        }

        @Override
        public String streamName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        @Override
        public WebhookConfig.Event wanted() {
            return WebhookConfig.Event.STATE;
        }
    }

    @BeforeEach
    void connect() {
        url = TestDatabase.migrate(TestDatabase.empty("events"));
        one = open();
        other = open();
    }

    @AfterEach
    void disconnect() {
        connections.forEach(connection -> join(connection.close()));
        join(vertx.close());
    }

    @Test
    void keepsWhatWasWrittenAsItWas() {
        String payload = "{\"z\":1,\"a\":\"\\u0000\",\"x\":1.50}";
        committed(one, new Event(Kind.STARTED, 1, "j", "slang", NOW, 7L, payload, null));

        Row row = join(one.query("select *, payload::text as text from event").execute())
                .iterator()
                .next();

        assertThat(row.getString("kind")).isEqualTo("job.started");
        assertThat(row.getString("text")).isEqualTo(payload);
        assertThat(row.getLong("version")).isEqualTo(7);
        assertThat(row.getOffsetDateTime("at").toInstant())
                .isEqualTo(Instant.parse("2026-11-21T12:00:00.123456Z"));
    }

    @Test
    void whatWasNotCommittedHasNotHappened() {
        Transaction transaction = join(one.begin());
        join(EventLog.append(one, event(Kind.STARTED, 1)));
        join(transaction.rollback());

        assertThat(told("0.0")).containsExactly("state 0.0");
    }

    @Test
    void eventsOfAKindAreCommittedInTheOrderOfTheirNumbers() {
        Transaction first = join(one.begin());
        join(EventLog.turn(one, Kind.STARTED));
        join(other.begin());
        Future<Void> turn = EventLog.turn(other, Kind.STARTED);
        join(EventLog.append(one, event(Kind.STARTED, 1)));
        assertThat(turn.isComplete()).isFalse();

        join(first.commit());

        join(turn);
        join(EventLog.append(other, event(Kind.STARTED, 2)));
        join(other.query("commit").execute());
        assertThat(told("0.0")).containsExactly("started 1.0", "started 2.0", "state 2.0");
    }

    @Test
    void kindsDoNotWaitForEachOther() {
        join(one.begin());
        join(EventLog.turn(one, Kind.STARTED));

        committed(other, event(Kind.ENDED, 1));

        assertThat(told("0.0")).containsExactly("ended 0.1", "state 0.1");
    }

    @Test
    void whatIsAMonthOldIsForgottenAndWhoHasNotReadItIsToldThePresentStateAlone() {
        for (int number = 1; number <= 3; number++) {
            committed(one, event(Kind.STARTED, number));
        }
        join(one.query("update event set written_at = now() - interval '31 days' where number < 3")
                .execute());

        join(EventLog.forget(one));

        assertThat(told("1.0")).containsExactly("state 3.0");
        assertThat(told("2.0")).containsExactly("started 3.0", "state 3.0");
        assertThat(told("3.0")).containsExactly("state 3.0");
    }

    @Test
    void whatIsAboutARouteConcernsWhoIsOnIt() {
        committed(one, new Event(Kind.STARTED, 1, null, "slang", NOW, null, "{}", null));
        committed(one, new Event(Kind.STARTED, 2, null, "elsewhere", NOW, null, "{}", null));
        committed(one, new Event(Kind.STARTED, 3, "k", "slang", NOW, null, "{}", null));

        assertThat(told("0.0")).containsExactly("started 1.0", "state 3.0");
    }

    private static Event event(EventKind kind, long number) {
        return new Event(kind, number, "j", "slang", NOW, null, "{}", null);
    }

    private static void committed(PgConnection on, Event event) {
        Transaction transaction = join(on.begin());
        join(EventLog.append(on, event));
        join(transaction.commit());
    }

    /** What a client of the job's stream is told at its beginning. */
    private List<String> told(@Nullable String last) {
        Optional<Opening> opening = new EventReader(new Jobs(open()))
                .open("j", last)
                .await()
                .atMost(Duration.ofSeconds(10));
        return opening.orElseThrow().told().stream()
                .map(told -> switch (told) {
                    case Update.State(Mark at, var json) -> "state " + at;
                    case Update.Happened(String name, Mark at, var json) -> name + " " + at;
                    default -> throw new AssertionError(told);
                })
                .toList();
    }

    private PgConnection open() {
        PgConnection opened = join(PgConnection.connect(vertx, PgConnectOptions.fromUri(url)));
        connections.add(opened);
        return opened;
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** The topic of jobs, all of which there are. */
    private record Jobs(SqlConnection connection) implements Topic {
        @Override
        public List<? extends EventKind> kinds() {
            return List.of(Kind.values());
        }

        @Override
        public <T> Uni<T> read(Function<SqlConnection, Future<T>> statements) {
            return Uni.createFrom()
                    .completionStage(() -> statements.apply(connection).toCompletionStage());
        }

        @Override
        public Future<Map<String, Present>> present(SqlConnection on, Collection<String> ids) {
            Map<String, Present> present = new HashMap<>();
            ids.forEach(id -> present.put(id, new Present("slang", "{}")));
            return Future.succeededFuture(present);
        }
    }
}
