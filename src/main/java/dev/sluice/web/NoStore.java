package dev.sluice.web;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Keeps the answers of the administration API out of caches on the way: prompts, answers and
 * figures are for the one who asked, and now.
 */
final class NoStore {
    @ServerResponseFilter
    void mark(ContainerResponseContext response) {
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
