package dev.sluice.rollout.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.access.Caller;
import dev.sluice.config.ConfigStore;
import dev.sluice.rollout.json.KnownNames;
import dev.sluice.rollout.store.Change;
import dev.sluice.rollout.store.ExperimentRepository;
import dev.sluice.rollout.store.SnapshotWatch;
import dev.sluice.web.Faults;
import dev.sluice.web.JsonBody;
import dev.sluice.web.JsonFields;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * The switch of a route, which turns all its experiments off with one request: it then serves what
 * the configuration says.
 */
@Path("/api/experiments/routes/{route: .+}/switch")
@Cancellable(false)
@Produces(MediaType.APPLICATION_JSON)
public class SwitchResource {
    private final ExperimentRepository repository;
    private final SnapshotWatch watch;
    private final ConfigStore config;
    private final Views views;
    private final Clock clock = Clock.systemUTC();

    SwitchResource(
            ExperimentRepository repository, SnapshotWatch watch, ConfigStore config, Views views) {
        this.repository = repository;
        this.watch = watch;
        this.config = config;
        this.views = views;
    }

    /** Whether the experiments are switched off. */
    @GET
    public Uni<SwitchView> get(@RestPath String route) {
        return repository
                .switchOf(Problems.checkedRoute(route))
                .map(off -> SwitchView.of(route, views.isConfigured(route), off));
    }

    /** Switches them off, for a reason. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<SwitchView> off(
            @RestPath String route, byte[] body, @Context RoutingContext context) {
        Set<String> known = KnownNames.of(config.current()).routes();
        if (!known.contains(route)) {
            throw Problems.unknownRoute(route, known);
        }
        Change.Said said =
                new Change.Said(Caller.of(context), reason(JsonBody.object(body)), clock.instant());
        return repository
                .switchOff(route, Caller.key(context), said)
                .call(watch::reload)
                .flatMap(done -> get(route));
    }

    /** Switches them on again; also for a route that the configuration no longer has. */
    @DELETE
    public Uni<SwitchView> on(@RestPath String route, @Context RoutingContext context) {
        String by = Caller.of(context);
        return repository
                .switchOn(
                        Problems.checkedRoute(route),
                        new Change.Said(by, "switched on by " + by, clock.instant()))
                .call(watch::reload)
                .flatMap(done -> get(route));
    }

    private static String reason(ObjectNode body) {
        Faults faults = new Faults();
        JsonFields fields = JsonFields.of(body, faults);
        fields.allowOnly(List.of("reason"));
        return faults.checked(fields.text("reason"));
    }
}
