package dev.sluice.record.api;

import dev.sluice.access.Caller;
import dev.sluice.access.Permission;
import dev.sluice.record.Expiry;
import dev.sluice.tenancy.audit.AuditRepository;
import dev.sluice.tenancy.audit.Deed;
import dev.sluice.web.Forms;
import dev.sluice.web.NextPage;
import dev.sluice.web.NoStore;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * {@code /api/inferences}: what became of every inference. A client that leaves does not cancel the
 * read: a connection dropped in mid-read would be lost to the pool (invariant 13).
 */
@Path("/api/inferences")
@Cancellable(false)
public class InferencesResource {
    private static final String JSON_LINES = "application/jsonl";

    private final InferenceRepository inferences;
    private final InferenceExport export;
    private final AuditRepository audit;
    private final Expiry expiry;

    InferencesResource(
            InferenceRepository inferences,
            InferenceExport export,
            AuditRepository audit,
            Expiry expiry) {
        this.inferences = inferences;
        this.export = export;
        this.audit = audit;
        this.expiry = expiry;
    }

    /** A page of inferences, newest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<InferencePage>> list(UriInfo uri) {
        return inferences
                .list(InferenceFilter.of(uri.getQueryParameters()))
                .map(page -> NextPage.answer(page, uri, page.next()));
    }

    /**
     * The inferences that a filter finds, newest first, one to a line. When the database fails on
     * the way the connection is reset, so that no client takes a part for the whole.
     */
    @GET
    @Path("export")
    @Produces(JSON_LINES)
    public RestMulti<byte[]> export(UriInfo uri, Request request, @Context RoutingContext context) {
        ExportQuery query = ExportQuery.of(uri.getQueryParameters());
        Deed deed = exported(Caller.of(context), uri.getRequestUri().getQuery());
        return RestMulti.fromMultiData(
                        // HEAD comes here too, and has no body that could hold it back.
                        request.getMethod().equals("HEAD")
                                ? Multi.createFrom().<byte[]>empty()
                                : export.pages(query, audit.append(deed)))
                .encodeAsJsonArray(false)
                .header(HttpHeaders.CACHE_CONTROL, NoStore.VALUE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=inferences.jsonl")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private static Deed exported(String by, @Nullable String query) {
        return new Deed(by, "records.export", "inferences", null, query, "", Instant.now());
    }

    /** One inference with its attempts. */
    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<InferenceDetail> one(@RestPath String id, @Context RoutingContext context) {
        UUID wanted = id(id);
        return inferences
                .find(wanted, Caller.may(context, Permission.READ_TEXTS))
                .map(found -> found.orElseThrow(() -> unknown(wanted)));
    }

    /** The request's body, byte for byte, if the route keeps text. */
    @GET
    @Path("{id}/request")
    public Uni<RestResponse<Buffer>> request(@RestPath String id) {
        UUID wanted = id(id);
        return inferences.request(wanted).map(found -> {
            KeptText kept = found.orElseThrow(() -> unknown(wanted));
            return text(kept(wanted, kept, kept.text()), MediaType.APPLICATION_JSON);
        });
    }

    /** The answer's body, byte for byte but sent all at once, if the route keeps text. */
    @GET
    @Path("{id}/stream")
    public Uni<RestResponse<Buffer>> stream(@RestPath String id) {
        UUID wanted = id(id);
        return inferences.answer(wanted).map(found -> {
            KeptText kept = found.orElseThrow(() -> unknown(wanted));
            Buffer answer = kept(wanted, kept, kept.text());
            if (answer.length() == 0) {
                throw notFound(
                        "nothing_answered",
                        "nothing was answered: the inference ended as "
                                + kept.outcome().label());
            }
            // A document begins with a brace; a stream never does.
            boolean document = answer.getByte(0) == '{';
            RestResponse<Buffer> replay = text(
                    answer, document ? MediaType.APPLICATION_JSON : MediaType.SERVER_SENT_EVENTS);
            replay.getHeaders().putSingle("x-sluice-answer-cut", String.valueOf(kept.cut()));
            return replay;
        });
    }

    private static RestResponse<Buffer> text(Buffer text, String type) {
        return ResponseBuilder.ok(text, type).build();
    }

    private static UUID id(String text) {
        UUID id = Forms.id(text);
        if (id == null) {
            throw new ProblemException(
                    Problem.badParameters(List.of(new Problem.Field("id", text, Forms.INFERENCE))));
        }
        return id;
    }

    private ProblemException unknown(UUID id) {
        return notFound(
                "inference_not_found",
                "there is no inference " + id
                        + (expiry.isGone(id)
                                ? "; records are kept for " + expiry.keep() + " (records.keep)"
                                : ""));
    }

    private Buffer kept(UUID id, KeptText kept, @Nullable Buffer text) {
        if (text != null) {
            return text;
        }
        if (expiry.isTextGone(id)) {
            throw notFound(
                    "text_expired",
                    "the text of that day has expired: records.keep-text is " + expiry.keepText());
        }
        throw notFound(
                "text_not_kept",
                "the route '" + kept.route()
                        + "' kept no text then; routes.<name>.record.text turns it on");
    }

    private static ProblemException notFound(String code, String detail) {
        return new ProblemException(Problem.of(404, code, detail));
    }
}
