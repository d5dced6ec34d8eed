package dev.sluice.tenancy.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import dev.sluice.web.Faults;
import dev.sluice.web.NextPage;
import dev.sluice.web.NoStore;
import dev.sluice.web.Query;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * {@code /api/audit}: who did what to what, and why. A client that leaves does not cancel the read:
 * a connection dropped in mid-read would be lost to the pool (invariant 13).
 */
@Path("/api/audit")
@Cancellable(false)
public class AuditResource {
    /** A page of an export is some hundred kilobytes at most. */
    private static final int PAGE = 200;

    private final AuditRepository audit;
    private final ObjectWriter json;

    AuditResource(AuditRepository audit, ObjectMapper json) {
        this.audit = audit;
        this.json = json.writer();
    }

    /** A page of entries, newest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<AuditPage>> list(UriInfo uri) {
        return audit.list(AuditFilter.of(uri.getQueryParameters()))
                .map(page -> NextPage.answer(page, uri, page.next()));
    }

    /** Where the audit ends: what {@code ./sluice audit verify --end} takes. */
    @GET
    @Path("end")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<AuditEnd> end(UriInfo uri) {
        Faults faults = new Faults();
        Query.of(uri.getQueryParameters(), List.of(), faults);
        faults.check();
        return audit.end();
    }

    /**
     * All entries, oldest first, one to a line. The database is read a page at a time, when the
     * client has taken the one before. When it fails on the way the connection is reset, so that no
     * client takes a part for the whole.
     */
    @GET
    @Path("export")
    @Produces("application/jsonl")
    public RestMulti<byte[]> export(UriInfo uri, Request request) {
        Faults faults = new Faults();
        Long after = Query.of(uri.getQueryParameters(), List.of(NextPage.AFTER), faults)
                .read(NextPage.AFTER, "the number of an entry", AuditFilter::number);
        faults.check();
        return RestMulti.fromMultiData(
                        request.getMethod().equals("HEAD")
                                ? Multi.createFrom().<byte[]>empty()
                                : pages(after == null ? 0 : after))
                .encodeAsJsonArray(false)
                .header(HttpHeaders.CACHE_CONTROL, NoStore.VALUE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=audit.jsonl")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    /** The newline behind the last line of each page is left out: the framework writes it. */
    private Multi<byte[]> pages(long after) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicLong(after), this::next)
                .until(page -> page.length == 0);
    }

    private Uni<byte[]> next(AtomicLong reached) {
        return audit.behind(reached.get(), PAGE).map(entries -> {
            if (!entries.isEmpty()) {
                reached.set(entries.getLast().number());
            }
            return entries.stream()
                    .map(this::line)
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8);
        });
    }

    private String line(AuditEntry entry) {
        try {
            return json.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry can't be written", e);
        }
    }
}
