package dev.sluice.rollout.notice;

import dev.sluice.event.EventFeed;
import dev.sluice.event.Opening;
import dev.sluice.event.SseEvents;
import dev.sluice.web.NoStore;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Objects;

/**
 * {@code /api/experiments/{id}/events}: what becomes of an experiment, as it happens, as
 * server-sent events.
 */
@Path("/api/experiments/{id}/events")
public class EventsResource {
    private static final String OPENING = "sluice.events.opening";

    private final ExperimentFeed feed;

    EventsResource(ExperimentFeed feed) {
        this.feed = feed;
    }

    /**
     * The stream. What it begins with was read before, because the status can't change once it has
     * begun.
     */
    @GET
    @Opens
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = NoStore.VALUE)
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    public Multi<OutboundSseEvent> events(@Context Sse sse, @Context RoutingContext context) {
        Opening opening = Objects.requireNonNull(context.<Opening>get(OPENING), OPENING);
        EventFeed.Stream stream =
                feed.open(opening, () -> context.request().connection().close());
        context.addEndHandler(ended -> stream.close().run());
        return stream.events().map(told -> SseEvents.of(sse, told));
    }

    /** Marks a request that opens a stream, for {@link OpeningFilter}. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Opens {}

    /** Reads what a stream begins with, so that one that can't begin is refused with a status. */
    static final class OpeningFilter {
        private final ExperimentFeed feed;

        OpeningFilter(ExperimentFeed feed) {
            this.feed = feed;
        }

        /** Completes with null, so that the resource answers. */
        @Opens
        @ServerRequestFilter
        Uni<Response> read(UriInfo uri, HttpHeaders headers, RoutingContext context) {
            String id = uri.getPathParameters().getFirst("id");
            String last = headers.getHeaderString("last-event-id");
            return feed.opening(id, last).map(opening -> {
                context.put(OPENING, opening);
                return null;
            });
        }
    }
}
