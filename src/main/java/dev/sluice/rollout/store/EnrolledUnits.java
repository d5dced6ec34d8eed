package dev.sluice.rollout.store;

import dev.sluice.experiment.live.KnownUnits;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The units that are enrolled in paused experiments, as far as they are recorded. Records arrive
 * late, so they are read again: soon after the pause, and then in intervals that double. For one
 * thread.
 */
final class EnrolledUnits {
    /**
     * Each takes eight bytes, in memory and in the file; above it a pause can't tell who is new.
     */
    static final int MOST = 1_000_000;

    private static final Logger LOG = Logger.getLogger(EnrolledUnits.class);
    private static final int PAGE = 20_000;
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final String UNITS =
            "select unit from exposure where experiment = $1 and unit > $2 order by unit limit "
                    + PAGE;

    private final LongSupplier nanos;
    private final int most;
    private final Map<String, Loaded> loaded = new HashMap<>();

    EnrolledUnits(LongSupplier nanos, int most) {
        this.nanos = nanos;
        this.most = most;
    }

    /** @param units null when there are too many */
    private record Loaded(
            long version, @Nullable KnownUnits units, long firstNanos, long lastNanos) {}

    /** Forgets experiments that are no longer paused. */
    void keepOnly(List<Rollout> rollouts) {
        loaded.keySet()
                .retainAll(rollouts.stream()
                        .filter(it -> it.state() instanceof State.Paused)
                        .map(Rollout::id)
                        .collect(Collectors.toSet()));
    }

    /** Whether something should be read again although nothing has changed. */
    boolean isDue() {
        return loaded.values().stream().anyMatch(this::isDue);
    }

    /** All enrolled units; empty when there are too many. */
    Future<Optional<KnownUnits>> of(SqlConnection on, Rollout paused) {
        Loaded before = loaded.get(paused.id());
        boolean same = before != null && before.version() == paused.version();
        if (before != null && same && !isDue(before)) {
            return Future.succeededFuture(Optional.ofNullable(before.units()));
        }
        return page(on, paused.id(), "", new KnownUnits.Builder()).map(units -> {
            long now = nanos.getAsLong();
            KnownUnits known = units.added() > most ? null : same(before, units.build());
            if (known == null && !same) {
                LOG.warnf(
                        "experiment %s is paused with more than %d units, too many to remember: "
                                + "new units are still enrolled",
                        paused.id(), most);
            }
            loaded.put(
                    paused.id(),
                    new Loaded(
                            paused.version(),
                            known,
                            before != null && same ? before.firstNanos() : now,
                            now));
            return Optional.ofNullable(known);
        });
    }

    /** Units are only ever added, so that an equal number means the same ones. */
    private static KnownUnits same(@Nullable Loaded before, KnownUnits now) {
        KnownUnits known = before == null ? null : before.units();
        return known != null && known.size() == now.size() ? known : now;
    }

    private boolean isDue(Loaded one) {
        long waited = one.lastNanos() - one.firstNanos();
        return nanos.getAsLong() - one.lastNanos() >= Math.max(SOON.toNanos(), waited);
    }

    private Future<KnownUnits.Builder> page(
            SqlConnection on, String experiment, String after, KnownUnits.Builder units) {
        return on.preparedQuery(UNITS).execute(Tuple.of(experiment, after)).compose(rows -> {
            String last = after;
            for (Row row : rows) {
                last = row.getString("unit");
                units.add(last);
            }
            return rows.size() < PAGE || units.added() > most
                    ? Future.succeededFuture(units)
                    : page(on, experiment, last, units);
        });
    }
}
