package dev.sluice.rollout.control;

import dev.sluice.database.LostException;
import dev.sluice.database.OwnConnection;
import dev.sluice.jobs.Leadership;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.FindingsSource;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.control.Decision.Stay;
import dev.sluice.rollout.store.Change;
import dev.sluice.rollout.store.ExperimentTable;
import dev.sluice.telemetry.ExperimentMeters;
import dev.sluice.vocabulary.DecisionKind;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.RolloutState;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Transaction;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * The leader, for as long as its session lasts: looks at one experiment after the other, decides by
 * {@link RolloutRules}, and writes the decision, the change and the time watched in one
 * transaction. A change applies only to the version that was looked at; if somebody else was first,
 * everything is dropped and looked at again. For one thread.
 */
final class Leader {
    private static final Logger LOG = Logger.getLogger(Leader.class);
    private static final String BY = "controller";

    /**
     * Records arrive later than the answers: only after this time is it certain that there were
     * none.
     */
    private static final Duration RECORDS_LATE = Duration.ofSeconds(30);

    /** At most so many decisions about one experiment in one tick. */
    private static final int DECISIONS_MAX = 10;

    /**
     * A look is up to seven statements. The database ends one that takes too long, which costs the
     * look but not the lead.
     */
    private static final Duration LOOK_PATIENCE = Leadership.PATIENCE.multipliedBy(7);

    /**
     * Live experiments, but not those of a route that is switched off: they are not served, so that
     * their time does not run and nothing is decided.
     */
    private static final String LIVE = """
            select id, version from experiment e
            where state in %s
                and not exists (select 1 from route_switch s where s.route = e.route)
            order by created_at, id""".formatted(Lexicon.sql(RolloutState.LIVE));

    private final OwnConnection session;
    private final FindingsSource figures;
    private final RolloutTime time;
    private final Watch watch;
    private final ExperimentMeters meters;

    /** The last error of each experiment that can't be looked at, so that it is logged once. */
    private final Map<String, String> failing = new HashMap<>();

    /** Leads on that session. */
    Leader(
            OwnConnection session,
            FindingsSource figures,
            RolloutTime time,
            Watch watch,
            ExperimentMeters meters) {
        this.session = session;
        this.figures = figures;
        this.time = time;
        this.watch = watch;
        this.meters = meters;
    }

    /** Looks at whatever is due. */
    void tick() throws LostException, InterruptedException {
        Map<String, Long> live = live();
        watch.retain(live.keySet());
        failing.keySet().retainAll(live.keySet());
        for (Map.Entry<String, Long> entry : live.entrySet()) {
            long nanos = time.nanos();
            if (watch.isDue(entry.getKey(), entry.getValue(), nanos)) {
                lookUntilItStays(entry.getKey(), entry.getValue(), time.wall(), nanos);
            }
        }
    }

    /** Ids and versions of the live experiments. */
    private Map<String, Long> live() throws LostException, InterruptedException {
        Map<String, Long> live = new LinkedHashMap<>();
        try {
            for (Row row : session.await(session.connection().query(LIVE).execute())) {
                live.put(row.getString("id"), row.getLong("version"));
            }
        } catch (ExecutionException e) {
            throw LostException.of(e); // Without tables there is nothing to lead.
        }
        return live;
    }

    /**
     * Looks until there is nothing more to do, so that another leader's look would change nothing
     * either.
     */
    private void lookUntilItStays(String id, long version, Instant now, long nanos)
            throws LostException, InterruptedException {
        for (int i = 0; i < DECISIONS_MAX && look(id, version, now, nanos); i++) {
            LOG.debugf("%s was changed and is looked at again", id);
        }
    }

    /**
     * The result of a look.
     *
     * @param isOvertaken whether somebody else has changed it since it was read; then nothing was
     *     written
     * @param changed the kind of decision that changed something; null when nothing changed
     */
    private record Looked(boolean isOvertaken, @Nullable DecisionKind changed) {
        static final Looked STAYS = new Looked(false, null);
        static final Looked OVERTAKEN = new Looked(true, null);
    }

    /**
     * Looks once; true when it has to be looked at again. A failure concerns only this experiment.
     */
    private boolean look(String id, long version, Instant now, long nanos)
            throws LostException, InterruptedException {
        Transaction transaction = session.begin();
        try {
            Looked looked = lookIn(id, now, nanos);
            session.await(looked.isOvertaken() ? transaction.rollback() : transaction.commit());
            failing.remove(id);
            if (looked.changed() != null) {
                meters.decided(id, looked.changed());
            }
            return looked.isOvertaken() || looked.changed() != null;
        } catch (ExecutionException e) {
            session.rollback(transaction);
            tell(id, LostException.reason(e));
        } catch (RuntimeException e) {
            session.rollback(transaction);
            tell(id, e);
        }
        watch.missed(id, version, nanos);
        return false;
    }

    private Looked lookIn(String id, Instant now, long nanos)
            throws ExecutionException, LostException, InterruptedException {
        Optional<Rollout> found = session.await(ExperimentTable.find(session.connection(), id));
        if (found.isEmpty() || !(found.get().state() instanceof Live)) {
            return Looked.STAYS;
        }
        Rollout seen = watch.look(found.get(), now, nanos);
        Findings findings =
                inTime(session.await(figures.look(session.connection(), seen, now), LOOK_PATIENCE));
        meters.sampleRatio(id, findings.ratio().p());
        Decision decision =
                RolloutRules.decide(seen, findings, now.minus(time.scaled(RECORDS_LATE)));
        return write(seen, findings, decision, now);
    }

    /** Requests are recorded in real time, even when rollouts run by a faster clock. */
    private Findings inTime(Findings found) {
        Instant served = found.lastServed();
        return served == null ? found : found.withLastServed(time.of(served));
    }

    private Looked write(Rollout seen, Findings findings, Decision decision, Instant now)
            throws ExecutionException, LostException, InterruptedException {
        Live before = (Live) seen.state();
        boolean stays = decision instanceof Stay;
        State after = decision.after(before, now);
        boolean taken = stays
                ? session.await(ExperimentTable.watched(session.connection(), seen, before.at()))
                : session.await(ExperimentTable.change(
                                session.connection(),
                                seen,
                                after,
                                decision.action().orElseThrow(),
                                new Change.Said(BY, decision.sentence(), now)))
                        .isPresent();
        if (!taken) {
            return Looked.OVERTAKEN;
        }
        session.await(DecisionTable.add(
                session.connection(),
                seen,
                now,
                before.at().stage(),
                decision,
                DecisionInputs.of(seen, findings, decision)));
        if (!stays) {
            LOG.infof(
                    "rollout %s: %s. %s", seen.id(), decision.kind().label(), decision.sentence());
        }
        return stays ? Looked.STAYS : new Looked(false, decision.kind());
    }

    private void tell(String id, Throwable cause) {
        String said = String.valueOf(cause.getMessage());
        if (!said.equals(failing.put(id, said))) {
            LOG.warnf("rollout %s can't be looked at now; it is tried again: %s", id, said);
        }
    }
}
