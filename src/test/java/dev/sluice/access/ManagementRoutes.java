package dev.sluice.access;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Lets a test see the routes of the management port. */
@Singleton
class ManagementRoutes {
    private Router router;

    void register(@Observes ManagementInterface management) {
        router = management.router();
    }

    Router router() {
        return router;
    }
}
