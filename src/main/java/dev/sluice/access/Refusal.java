package dev.sluice.access;

import io.vertx.ext.web.RoutingContext;

/**
 * Tells a client in words that it may not come in; done by whoever knows how clients are answered.
 */
@FunctionalInterface
public interface Refusal {
    /**
     * Ends the request.
     *
     * @param message what is wrong and what to do
     * @param code stable identifier of it, for programs
     */
    void answer(RoutingContext context, int status, String message, String code);
}
