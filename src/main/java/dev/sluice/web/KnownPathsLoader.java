package dev.sluice.web;

import io.quarkus.runtime.StartupEvent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Has the known paths read beside the start, so that no refusal waits for it on an event loop. */
@ApplicationScoped
class KnownPathsLoader {
    void load(@Observes StartupEvent event) {
        Thread.ofVirtual().name("known-paths").start(KnownPaths::instance);
    }
}
