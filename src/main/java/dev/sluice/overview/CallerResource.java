package dev.sluice.overview;

import dev.sluice.access.Caller;
import dev.sluice.access.Permission;
import dev.sluice.vocabulary.Role;

import io.vertx.ext.web.RoutingContext;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * {@code /api/caller}: who asks, as far as the gateway knows, so that a page offers what the role
 * of its key may do and nothing else.
 */
@Path("/api/caller")
@Cancellable(false)
public class CallerResource {
    /** Whoever asks. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public CallerView caller(UriInfo uri, @Context RoutingContext context) {
        NoParameters.check(uri);
        Role role = Caller.role(context);
        return new CallerView(Caller.key(context), role, Permission.of(role));
    }

    /**
     * The answer.
     *
     * @param key the name of its key; null when no key is needed
     * @param may all that the role may do
     */
    record CallerView(@Nullable String key, Role role, List<Permission> may) {}
}
