package dev.sluice.access;

import io.vertx.ext.web.RoutingContext;

/** Answers a client that is refused; implemented by the code that knows how to answer clients. */
@FunctionalInterface
public interface Refusal {
    /**
     * Ends the request.
     *
     * @param message what is wrong and what to do
     * @param code stable identifier for programs
     */
    void answer(RoutingContext context, int status, String message, String code);
}
