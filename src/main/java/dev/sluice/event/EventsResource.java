package dev.sluice.event;

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
import org.jspecify.annotations.Nullable;

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

    private final EventFeed feed;

    EventsResource(EventFeed feed) {
        this.feed = feed;
    }

    /**
     * The stream. By now it is known what it begins with: the status can't be changed any more once
     * it has begun.
     */
    @GET
    @Opens
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    public Multi<OutboundSseEvent> events(@Context Sse sse, @Context RoutingContext context) {
        Opening opening = Objects.requireNonNull(context.<Opening>get(OPENING), OPENING);
        EventFeed.Stream stream =
                feed.open(opening, () -> context.request().connection().close());
        context.addEndHandler(ended -> stream.close().run());
        return stream.events().map(told -> event(sse, told));
    }

    private static OutboundSseEvent event(Sse sse, Told told) {
        return switch (told) {
            case Told.State(Mark at, String json) -> event(sse, "state", at, json);
            case Told.Change(Mark at, String json) -> event(sse, "change", at, json);
            case Told.Decision(Mark at, String json) -> event(sse, "decision", at, json);
            case Told.Comment(String words) ->
                sse.newEventBuilder().comment(words).build();
            case Told.End() -> throw new IllegalStateException("the end is not told");
        };
    }

    private static OutboundSseEvent event(Sse sse, String name, Mark at, String json) {
        return sse.newEventBuilder()
                .name(name)
                .id(at.toString())
                .data(String.class, json)
                .build();
    }

    /** A request that opens a stream: what it begins with is read before. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Opens {}

    /** Reads what a stream begins with, so that what can't be begun is refused with a status. */
    static final class OpeningFilter {
        private final EventRepository repository;

        OpeningFilter(EventRepository repository) {
            this.repository = repository;
        }

        /** Completes without an answer: the resource gives it. */
        @Opens
        @ServerRequestFilter
        Uni<Response> read(UriInfo uri, HttpHeaders headers, RoutingContext context) {
            String id = uri.getPathParameters().getFirst("id");
            String last = headers.getHeaderString("last-event-id");
            @Nullable Mark mark = last == null ? null : Mark.parse(last);
            return repository.open(id, mark).map(opening -> {
                context.put(OPENING, opening);
                return null;
            });
        }
    }
}
