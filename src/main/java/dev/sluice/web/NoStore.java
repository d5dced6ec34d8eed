package dev.sluice.web;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Keeps the answers of the administration API out of caches on the way: prompts, answers and
 * figures are for the one who asked, and now. No filter runs for an event stream, which has to name
 * the header itself.
 */
public final class NoStore {
    public static final String VALUE = "no-store";

    @ServerResponseFilter
    void mark(ContainerResponseContext response) {
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, VALUE);
    }
}
