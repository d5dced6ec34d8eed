package dev.sluice.feedback;

import dev.sluice.record.Expiry;
import dev.sluice.telemetry.FeedbackMeters;
import dev.sluice.web.Faults;
import dev.sluice.web.Forms;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;
import dev.sluice.web.Query;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * {@code /api/feedback}: feedback on answers. A client that leaves does not cancel its request: a
 * connection dropped in mid-write would be lost to the pool (invariant 13). A request that is
 * repeated changes nothing.
 */
@Path("/api/feedback")
@Cancellable(false)
public class FeedbackResource {
    private static final String INFERENCE = "inference";

    private final FeedbackRepository repository;
    private final Expiry expiry;
    private final FeedbackMeters meters;
    private final Clock clock = Clock.systemUTC();

    FeedbackResource(FeedbackRepository repository, Expiry expiry, FeedbackMeters meters) {
        this.repository = repository;
        this.expiry = expiry;
        this.meters = meters;
    }

    /**
     * Stores feedback: one object or a list of objects. To a key that may rate only what it asked
     * itself, what others asked is unknown.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Object>> give(byte[] body, @Context RoutingContext context) {
        Instant now = clock.instant();
        FeedbackBody posted = FeedbackReader.read(body, now);
        Giver giver = Giver.of(context);
        List<Entry> said = posted.items().stream()
                .filter(item -> item.inference() != null && !expiry.isGone(item.inference()))
                .flatMap(item -> item.said().stream())
                .toList();
        Uni<StoredFeedback> stored = said.isEmpty()
                ? Uni.createFrom().item(new StoredFeedback(Set.of(), Map.of()))
                : repository.store(said, giver, now);
        return stored.map(result -> answer(posted, result));
    }

    /** The feedback on one inference. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<FeedbackOfOne> of(UriInfo uri) {
        UUID inference = inference(uri);
        return repository.find(inference).map(found -> {
            if (!found.recorded() && found.data().isEmpty()) {
                throw new ProblemException(unknown(inference));
            }
            return found;
        });
    }

    /** The feedback on each model, in figures. */
    @GET
    @Path("summary")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Summary> summary(UriInfo uri) {
        return repository.summary(SummaryFilter.of(uri.getQueryParameters(), clock.instant()));
    }

    private RestResponse<Object> answer(FeedbackBody posted, StoredFeedback stored) {
        List<ItemResult> results = new ArrayList<>();
        for (Item item : posted.items()) {
            ItemResult result = result(item, stored);
            count(result);
            results.add(posted.isBatch() ? result.at(results.size()) : result);
        }
        if (posted.isBatch()) {
            return ResponseBuilder.ok((Object) new ItemResults("list", results)).build();
        }
        ItemResult only = results.getFirst();
        Problem problem = only.problem();
        if (problem != null) {
            throw new ProblemException(problem);
        }
        return ResponseBuilder.create(
                        RestResponse.Status.fromStatusCode(only.status()), (Object) only)
                .build();
    }

    private ItemResult result(Item item, StoredFeedback stored) {
        UUID inference = item.inference();
        if (!item.errors().isEmpty()) {
            return ItemResult.of(inference, Problem.badParameters(item.errors()));
        }
        UUID known = Objects.requireNonNull(inference);
        List<EntryResult> given = item.said().stream()
                .map(said -> stored.given().get(said.key()))
                .filter(Objects::nonNull)
                .toList();
        return given.isEmpty()
                ? ItemResult.of(known, unknown(known))
                : ItemResult.of(known, stored.recorded().contains(known), given);
    }

    private void count(ItemResult result) {
        Problem problem = result.problem();
        if (problem != null) {
            meters.refused(problem.code());
        }
        List<EntryResult> given = result.feedback();
        if (given != null) {
            given.forEach(one -> meters.given(one.feedback().kind().known(), one.result()));
        }
    }

    private Problem unknown(UUID inference) {
        return expiry.isGone(inference)
                ? Problem.of(
                        410,
                        "inference_expired",
                        "the inference " + inference + " is too old; records are kept for "
                                + expiry.keep() + " (records.keep)")
                : Problem.of(404, "inference_not_found", "there is no inference " + inference);
    }

    private static UUID inference(UriInfo uri) {
        Faults faults = new Faults();
        Query query = Query.of(uri.getQueryParameters(), List.of(INFERENCE), faults);
        return faults.checked(query.id(INFERENCE, Forms.INFERENCE));
    }
}
