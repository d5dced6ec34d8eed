package dev.sluice.rollout.store;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.json.DefinitionJson;
import dev.sluice.rollout.json.DefinitionReader;
import dev.sluice.vocabulary.ChangeAction;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.RolloutState;
import dev.sluice.web.ProblemException;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The SQL of experiments, on the caller's connection. Statements that write belong in a short
 * transaction, because all changes wait for each other at the sequence.
 */
public final class ExperimentTable {
    /** The most that a list shows. */
    public static final int LISTED_MAX = 200;

    /** What a statement has to select for {@link #rollout}. */
    static final String COLUMNS = "id, definition, " + StateColumns.COLUMNS
            + ", retired, version, created_at, started_at, ended_at, changed_at";

    private static final String SELECT = "select " + COLUMNS + " from experiment ";
    private static final String ONE = SELECT + "where id = $1";
    private static final String LIVE = SELECT + "where state in " + Lexicon.sql(RolloutState.LIVE)
            + " order by created_at, " + "id";
    private static final String LIST = SELECT + """
            where ($1::text is null or route = $1) and ($2::text is null or state = $2)
            order by created_at desc, id desc limit\s""" + LISTED_MAX;

    private static final String INSERT = """
            insert into experiment (id, route, definition, state, created_at, changed_at)
            values ($1, $2, $3, %s, $4, $4) on conflict (id) do nothing
            returning\s""".formatted(Lexicon.sql(RolloutState.PENDING)) + COLUMNS;

    private static final String REPLACE =
            """
            update experiment
            set route = $3, definition = $4, version = version + 1, changed_at = $5
            where id = $1 and version = $2 and state = %s
            returning\s""".formatted(Lexicon.sql(RolloutState.PENDING)) + COLUMNS;

    private static final String CHANGE = """
            update experiment set
                state = $3, outcome = $4, hold = $5, reason = $6, winner = $7, stage = $8,
                stage_since = $9, stage_watched_ms = $10, approved = $11,
                version = version + 1, changed_at = $12,
                started_at = case when $13 then $12 else started_at end,
                ended_at = case when $14 then $12 else ended_at end
            where id = $1 and version = $2 returning\s""" + COLUMNS;

    private static final String RETIRE = """
            update experiment set retired = true, version = version + 1, changed_at = $3
            where id = $1 and version = $2 returning\s""" + COLUMNS;

    private static final String WATCHED = """
            update experiment set stage_watched_ms = $3 where id = $1 and version = $2""";

    private static final String WITH_SALT = """
            select id from experiment
            where id <> $2 and started_at is not null and definition::jsonb ->> 'salt' = $1
            order by id limit 1""";

    /** A number that nobody else locks: "start", as bytes. */
    private static final String AWAIT_TURN = "select pg_advisory_xact_lock(x'7374617274'::bigint)";

    private ExperimentTable() {}

    /**
     * Waits until nobody else is starting an experiment; nobody else can until the transaction
     * ends.
     */
    public static Future<Void> awaitTurn(SqlConnection on) {
        return on.query(AWAIT_TURN).execute().mapEmpty();
    }

    /** The id of another experiment of that salt that was ever started. */
    public static Future<Optional<String>> withSalt(SqlConnection on, String salt, String id) {
        return on.preparedQuery(WITH_SALT)
                .execute(Tuple.of(salt, id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("id"))
                        .findFirst());
    }

    /** The experiment of that id. */
    public static Future<Optional<Rollout>> find(SqlConnection on, String id) {
        return on.preparedQuery(ONE).execute(Tuple.of(id)).map(ExperimentTable::first);
    }

    /** Running, held and paused ones, the oldest first. */
    public static Future<List<Rollout>> live(SqlConnection on) {
        return on.preparedQuery(LIVE).execute().map(ExperimentTable::all);
    }

    /** The newest, optionally of one route or state. */
    static Future<List<Rollout>> list(
            SqlConnection on, @Nullable String route, @Nullable String state) {
        return on.preparedQuery(LIST)
                .execute(Tuple.tuple().addString(route).addString(state))
                .map(ExperimentTable::all);
    }

    /** Defines one; empty when there is one with that id already. */
    static Future<Optional<Rollout>> create(
            SqlConnection on, Definition definition, Change.Said said) {
        return on.preparedQuery(INSERT)
                .execute(Tuple.of(
                        definition.id(),
                        definition.route(),
                        DefinitionJson.text(definition),
                        moment(said.at())))
                .compose(rows -> audited(on, first(rows), ChangeAction.CREATE, null, said));
    }

    /** Redefines a pending one; empty when it has another version, or is not pending. */
    static Future<Optional<Rollout>> replace(
            SqlConnection on, Definition definition, long version, Change.Said said) {
        return on.preparedQuery(REPLACE)
                .execute(Tuple.of(
                        definition.id(),
                        version,
                        definition.route(),
                        DefinitionJson.text(definition),
                        moment(said.at())))
                .compose(rows ->
                        audited(on, first(rows), ChangeAction.REPLACE, RolloutState.PENDING, said));
    }

    /**
     * Changes the state, audits it, and notifies every replica when the transaction commits.
     *
     * @param action what the audit calls it
     * @return empty when somebody else has changed it since {@code before} was read; then nothing
     *     is changed
     */
    public static Future<Optional<Rollout>> change(
            SqlConnection on, Rollout before, State after, ChangeAction action, Change.Said said) {
        boolean starts = before.startedAt() == null && after instanceof State.Live;
        boolean ends = after instanceof State.Ended;
        Tuple parameters = StateColumns.of(after).addTo(Tuple.of(before.id(), before.version()));
        parameters.addOffsetDateTime(moment(said.at())).addBoolean(starts).addBoolean(ends);
        return on.preparedQuery(CHANGE)
                .execute(parameters)
                .compose(rows -> audited(on, first(rows), action, before.state().kind(), said));
    }

    /** Leaves the winner to the configuration alone; empty as for {@link #change}. */
    public static Future<Optional<Rollout>> retire(
            SqlConnection on, Rollout before, Change.Said said) {
        return on.preparedQuery(RETIRE)
                .execute(Tuple.of(before.id(), before.version(), moment(said.at())))
                .compose(rows -> audited(
                        on, first(rows), ChangeAction.RETIRE, before.state().kind(), said));
    }

    /**
     * Stores how long the present stage was watched. Nobody is notified and the version stays,
     * because nothing changes for requests.
     *
     * @return false when somebody else has changed the experiment; then nothing is written
     */
    public static Future<Boolean> watched(
            SqlConnection on, Rollout rollout, State.Position position) {
        return on.preparedQuery(WATCHED)
                .execute(Tuple.of(
                        rollout.id(), rollout.version(), position.watched().toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Future<Optional<Rollout>> audited(
            SqlConnection on,
            Optional<Rollout> changed,
            ChangeAction action,
            @Nullable RolloutState before,
            Change.Said said) {
        return changed.isEmpty()
                ? Future.succeededFuture(changed)
                : ChangeTable.add(on, changed.get(), action, before, said).map(done -> changed);
    }

    static OffsetDateTime moment(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS)
                .atOffset(ZoneOffset.UTC); // As the database keeps it.
    }

    static List<Rollout> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(ExperimentTable::rollout)
                .toList();
    }

    private static Optional<Rollout> first(RowSet<Row> rows) {
        return all(rows).stream().findFirst();
    }

    static Rollout rollout(Row row) {
        return new Rollout(
                definition(row),
                StateColumns.of(row).read(),
                row.getBoolean("retired"),
                row.getLong("version"),
                Objects.requireNonNull(StateColumns.moment(row, "created_at")),
                StateColumns.moment(row, "started_at"),
                StateColumns.moment(row, "ended_at"),
                Objects.requireNonNull(StateColumns.moment(row, "changed_at")));
    }

    private static Definition definition(Row row) {
        try {
            return DefinitionReader.read(row.getString("definition"));
        } catch (ProblemException e) {
            // Not the caller's fault.
            throw new IllegalStateException(
                    "its definition is not one of this version: " + e.getMessage(), e);
        }
    }
}
