package dev.sluice.routing;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.route.RouteDefaults;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.model.Model;
import dev.sluice.upstream.BuiltInUpstream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamProvider;

import io.quarkus.runtime.StartupEvent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;

import org.jboss.logging.Logger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the routing table in force and makes a new one when the configuration, a calibration or an
 * experiment changes. Readers always see a complete table. An upstream whose settings did not
 * change keeps its connections and processes.
 */
@ApplicationScoped
public class Routing {
    private static final Logger LOG = Logger.getLogger(Routing.class);

    private final Instance<UpstreamProvider> providers;
    private final Instance<BuiltInUpstream> builtIns;
    private final Calibrations calibrations;
    private final LiveExperiments experiments;
    /** Configuration, calibrations and experiments change on different worker threads. */
    private final Lock changing = new ReentrantLock();

    private Set<String> uncalibrated = Set.of();
    private volatile Installed installed = new Installed(
            Map.of(), Map.of(), new RoutingTable(Map.of(), Map.of(), Map.of()), Routing::nothing);

    Routing(
            ConfigStore config,
            Instance<UpstreamProvider> providers,
            Instance<BuiltInUpstream> builtIns,
            Calibrations calibrations,
            LiveExperiments experiments) {
        this.providers = providers;
        this.builtIns = builtIns;
        this.calibrations = calibrations;
        this.experiments = experiments;
        // First, so that no change is missed between the first table and the subscription.
        calibrations.subscribe(this::remake);
        experiments.subscribe(this::remake);
        install(config.current());
        config.subscribe(this::install);
    }

    /**
     * Makes the first table while the application starts, so that a table that can't be made fails
     * the start.
     */
    void onStart(@Observes StartupEvent event) {
        LOG.debugf("%d routes", table().routes().size());
    }

    /** The table in force. */
    public RoutingTable table() {
        return installed.table;
    }

    private void install(SluiceConfig config) {
        changing.lock();
        try {
            replace(config);
        } finally {
            changing.unlock();
        }
    }

    /** Remakes the table with the calibrations and experiments in force and the same upstreams. */
    private void remake() {
        changing.lock();
        try {
            Installed before = installed;
            installed =
                    new Installed(before.settings, before.upstreams, remade(before), before.maker);
        } finally {
            changing.unlock();
        }
    }

    /**
     * An experiment that was rolled back must not be served again just because a file that the
     * configuration names has disappeared.
     */
    private RoutingTable remade(Installed before) {
        try {
            return table(before.maker);
        } catch (RuntimeException e) {
            LOG.errorf(
                    "no new routing table can be made; the one in force stays, without the "
                            + "experiments that have ended:"
                            + " %s",
                    e.getMessage());
            return before.table.keep(experiments.current());
        }
    }

    private RoutingTable table(TableMaker maker) {
        CalibrationMatch match = new CalibrationMatch(calibrations.current());
        RoutingTable table = maker.make(match, experiments.current());
        table.unservable().forEach((id, reason) -> {
            if (!reason.equals(experiments.unservable().get(id))) {
                LOG.warnf("the experiment '%s' is not served: %s", id, reason);
            }
        });
        experiments.leaveOut(table.unservable());
        match.missing().stream().filter(it -> !uncalibrated.contains(it)).forEach(LOG::info);
        uncalibrated = match.missing();
        return table;
    }

    private static RoutingTable nothing(CalibrationMatch match, LiveSnapshot snapshot) {
        return new RoutingTable(Map.of(), Map.of(), Map.of());
    }

    private void replace(SluiceConfig config) {
        Installed before = installed;
        Map<String, Upstream> upstreams = new HashMap<>();
        config.upstreams().forEach((name, settings) -> {
            boolean same = settings.equals(before.settings.get(name));
            upstreams.put(name, same ? before.upstreams.get(name) : create(name, settings));
        });
        List<Model> builtInModels = new ArrayList<>();
        Map<String, Upstream> all = new HashMap<>(upstreams);
        for (BuiltInUpstream builtIn : builtIns) {
            all.putIfAbsent(builtIn.name(), builtIn);
            builtInModels.addAll(builtIn.models());
        }
        TableMaker maker = (match, snapshot) -> RoutingTables.of(
                config, all, builtInModels, RouteDefaults.policy(), match, snapshot);
        RoutingTable table = table(maker);
        installed = new Installed(config.upstreams(), upstreams, table, maker);
        upstreams.forEach((name, upstream) -> upstream.prepare(table.models().values().stream()
                .filter(model -> model.upstream().equals(name))
                .toList()));
        before.upstreams.forEach((name, upstream) -> {
            if (upstreams.get(name) != upstream) {
                LOG.infof("upstream '%s' was changed or removed; its open answers continue", name);
                upstream.retire();
            }
        });
    }

    private Upstream create(String name, UpstreamConfig settings) {
        for (UpstreamProvider provider : providers) {
            if (provider.provider() == settings.provider()) {
                return provider.create(name, settings);
            }
        }
        throw new IllegalStateException("no lane for provider " + settings.provider());
    }

    /** Makes a table from one configuration. */
    @FunctionalInterface
    private interface TableMaker {
        RoutingTable make(CalibrationMatch match, LiveSnapshot snapshot);
    }

    /** @param maker makes the table again, with other calibrations and experiments */
    private record Installed(
            Map<String, UpstreamConfig> settings,
            Map<String, Upstream> upstreams,
            RoutingTable table,
            TableMaker maker) {}
}
