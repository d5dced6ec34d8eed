package dev.sluice.web;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Forbids caches to store answers of the administration API: prompts, answers and figures are only
 * for whoever asked, and only current now. No filter runs for an event stream, which has to set the
 * header itself.
 */
public final class NoStore {
    public static final String VALUE = "no-store";

    @ServerResponseFilter
    void mark(ContainerResponseContext response) {
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, VALUE);
    }
}
