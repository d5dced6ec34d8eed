package dev.sluice.rollout.api;

import dev.sluice.config.ConfigStore;
import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.rollout.ExperimentIds;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.json.DefinitionJson;
import dev.sluice.rollout.json.DefinitionReader;
import dev.sluice.rollout.json.KnownNames;
import dev.sluice.rollout.store.Change;
import dev.sluice.rollout.store.ExperimentTable;
import dev.sluice.rollout.store.SnapshotWatch;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Clock;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Carries out commands, each in one transaction, and answers when the change is in force in this
 * process. Of two commands that change the same version the second is refused, or tried again if it
 * names no version.
 */
@ApplicationScoped
class Commands {
    private static final int RETRIES = 1;

    /** More, so that no change that the controller makes meanwhile prevents a rollback. */
    private static final int ROLLBACK_RETRIES = 5;

    private final Lanes lanes;
    private final SnapshotWatch watch;
    private final ConfigStore config;
    private final Clock clock = Clock.systemUTC();

    Commands(Lanes lanes, SnapshotWatch watch, ConfigStore config) {
        this.lanes = lanes;
        this.watch = watch;
        this.config = config;
    }

    /** Changes the state, or leaves it where there is nothing to do. */
    Uni<Rollout> execute(Command command, String id, Order order, String by) {
        Change.Said said = new Change.Said(by, command.reason(order, by), clock.instant());
        return change(id, order, command.checksVersion(), (on, before) -> {
            State after = command.apply(before, order, said.reason(), said.at());
            if (after.equals(before.state())) {
                return Future.succeededFuture(Optional.of(before));
            }
            Future<Void> ready = command == Command.START
                    ? checkStart(on, before.definition())
                    : Future.succeededFuture();
            return ready.compose(
                    done -> ExperimentTable.change(on, before, after, command.action(), said));
        });
    }

    /** Leaves the winner to the configuration. */
    Uni<Rollout> retire(String id, Order order, String by) {
        Change.Said said = new Change.Said(
                by, order.reason() == null ? "retired by " + by : order.reason(), clock.instant());
        return change(id, order, true, (on, before) -> {
            if (!(before.state() instanceof State.Completed)) {
                throw Problems.wrongState(before, "only a completed one has a winner to retire");
            }
            return before.retired()
                    ? Future.succeededFuture(Optional.of(before))
                    : ExperimentTable.retire(on, before, said);
        });
    }

    private Uni<Rollout> change(
            String id,
            Order order,
            boolean checksVersion,
            BiFunction<SqlConnection, Rollout, Future<Optional<Rollout>>> step) {
        ExperimentIds.checked(id);
        Long seen = checksVersion ? order.version() : null;
        Uni<Rollout> once = lanes.run(
                Lane.EXPERIMENT_CHANGES,
                on -> ExperimentTable.find(on, id).compose(found -> {
                    Rollout before = found.orElseThrow(() -> ExperimentIds.unknown(id));
                    if (seen != null && seen != before.version()) {
                        throw Problems.conflict(before, seen);
                    }
                    return step.apply(on, before)
                            .map(after -> after.orElseThrow(() -> Problems.overtaken(before)));
                }));
        int retries = checksVersion ? RETRIES : ROLLBACK_RETRIES;
        Uni<Rollout> done =
                seen == null ? once.onFailure(Problems::isConflict).retry().atMost(retries) : once;
        return done.call(watch::reload);
    }

    /** Starts are carried out one after the other, so that two can't both find the route free. */
    private Future<Void> checkStart(SqlConnection on, Definition definition) {
        DefinitionReader.read(DefinitionJson.of(definition), KnownNames.of(config.current()));
        return ExperimentTable.awaitTurn(on)
                .compose(turn -> ExperimentTable.withSalt(on, definition.salt(), definition.id()))
                .compose(other -> {
                    if (other.isPresent()) {
                        throw Problems.of(
                                409,
                                "salt_taken",
                                "the salt " + definition.salt() + " is that of experiment "
                                        + other.get()
                                        + " too, so that both would enrol the same units first; "
                                        + "take another salt");
                    }
                    return ExperimentTable.live(on);
                })
                .map(live -> {
                    StartRules.check(definition, live);
                    return null;
                });
    }
}
