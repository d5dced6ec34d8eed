package dev.sluice.rollout.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.access.Caller;
import dev.sluice.config.ConfigStore;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.rollout.ExperimentIds;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.json.DefinitionReader;
import dev.sluice.rollout.json.KnownNames;
import dev.sluice.rollout.store.Change;
import dev.sluice.rollout.store.ExperimentRepository;
import dev.sluice.vocabulary.RolloutState;
import dev.sluice.web.Faults;
import dev.sluice.web.IfMatch;
import dev.sluice.web.JsonBody;
import dev.sluice.web.Query;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * {@code /api/experiments}: defines, shows and commands experiments. A client that disconnects
 * cancels nothing, because a connection released in the middle of a transaction is lost to the pool
 * (invariant 13).
 */
@Path("/api/experiments")
@Cancellable(false)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ExperimentsResource {
    static final String PATH = "/api/experiments";
    static final List<String> PARAMETERS = List.of("route", "state");

    private final ExperimentRepository repository;
    private final Commands commands;
    private final Views views;
    private final ConfigStore config;
    private final Clock clock = Clock.systemUTC();

    ExperimentsResource(
            ExperimentRepository repository, Commands commands, Views views, ConfigStore config) {
        this.repository = repository;
        this.commands = commands;
        this.views = views;
        this.config = config;
    }

    /** Defines one; it has no effect before it is started. */
    @POST
    public Uni<RestResponse<ExperimentView>> create(byte[] body, @Context RoutingContext context) {
        Definition definition = definition(JsonBody.object(body));
        String by = Caller.of(context);
        return repository
                .create(definition, new Change.Said(by, "created by " + by, clock.instant()))
                .map(created -> ResponseBuilder.<ExperimentView>created(
                                URI.create(PATH + "/" + definition.id()))
                        .entity(view(created.orElseThrow(() -> Problems.exists(definition.id()))))
                        .build());
    }

    /** The newest ones: all, or those of one route or state. */
    @GET
    public Uni<Listed<ExperimentView>> list(UriInfo uri) {
        Faults faults = new Faults();
        Query query = Query.of(uri.getQueryParameters(), PARAMETERS, faults);
        String route = query.text("route");
        String state = query.oneOf("state", RolloutState.WORDS.labels());
        faults.check();
        return repository
                .list(route == null ? null : Problems.checkedRoute(route), state)
                .map(found -> Listed.of(found.stream().map(this::view).toList()));
    }

    /** One of them. */
    @GET
    @Path("{id}")
    public Uni<ExperimentView> one(@RestPath String id) {
        return found(id).map(this::view);
    }

    /** Replaces the definition of one that is still pending. */
    @PUT
    @Path("{id}")
    public Uni<ExperimentView> replace(
            @RestPath String id,
            @RestHeader(IfMatch.HEADER) @Nullable String ifMatch,
            byte[] body,
            @Context RoutingContext context) {
        ObjectNode object = JsonBody.object(body);
        long version = Order.version(object, ifMatch);
        if (!object.has("id")) {
            object.put("id", id);
        }
        Definition definition = definition(object);
        if (!definition.id().equals(id)) {
            throw Problems.field("id", definition.id(), id + ", as the path says");
        }
        String by = Caller.of(context);
        return repository
                .replace(
                        definition,
                        version,
                        new Change.Said(by, "redefined by " + by, clock.instant()))
                .flatMap(replaced -> replaced.isPresent()
                        ? Uni.createFrom().item(view(replaced.get()))
                        : found(id).map(present -> {
                            throw present.state() instanceof State.Pending
                                    ? Problems.conflict(present, version)
                                    : Problems.wrongState(
                                            present, "only a pending one can be redefined");
                        }));
    }

    /** Carries out a {@link Command}; a rollback needs no version. */
    @POST
    @Path("{id}/{command: start|pause|resume|stop|approve|conclude|rollback}")
    public Uni<ExperimentView> execute(
            @RestPath String id,
            @RestPath String command,
            @RestHeader(IfMatch.HEADER) @Nullable String ifMatch,
            byte[] body,
            @Context RoutingContext context) {
        Command said = Command.valueOf(command.toUpperCase(Locale.ROOT));
        Order order =
                Order.read(body, said.checksVersion() ? ifMatch : null, said == Command.CONCLUDE);
        return commands.execute(said, id, order, Caller.of(context)).map(this::view);
    }

    /** Leaves the winner to the configuration, which serves it now. */
    @POST
    @Path("{id}/retire")
    public Uni<ExperimentView> retire(
            @RestPath String id,
            @RestHeader(IfMatch.HEADER) @Nullable String ifMatch,
            byte[] body,
            @Context RoutingContext context) {
        return commands.retire(id, Order.read(body, ifMatch, false), Caller.of(context))
                .map(this::view);
    }

    /** What was done to it, the latest first. */
    @GET
    @Path("{id}/changes")
    public Uni<Listed<Change>> changes(@RestPath String id) {
        return found(id).flatMap(known -> repository.changes(id)).map(Listed::of);
    }

    private Uni<Rollout> found(String id) {
        return repository
                .find(ExperimentIds.checked(id))
                .map(found -> found.orElseThrow(() -> ExperimentIds.unknown(id)));
    }

    private Definition definition(ObjectNode object) {
        return DefinitionReader.read(object, KnownNames.of(config.current()));
    }

    private ExperimentView view(Rollout rollout) {
        return views.of(rollout);
    }
}
