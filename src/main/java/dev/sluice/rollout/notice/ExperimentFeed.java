package dev.sluice.rollout.notice;

import dev.sluice.common.StopOrder;
import dev.sluice.event.EventBell;
import dev.sluice.event.EventFeed;
import dev.sluice.event.Opening;
import dev.sluice.rollout.ExperimentIds;
import dev.sluice.telemetry.EventMeters;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

/** The streams of experiments' events, from the start of the application to its end. */
@ApplicationScoped
public class ExperimentFeed {
    private final EventFeed feed;

    ExperimentFeed(ExperimentTopic topic, EventBell bell, EventMeters meters) {
        this.feed = new EventFeed(topic, bell, meters);
    }

    void onStart(@Observes StartupEvent event, Vertx vertx) {
        feed.start(vertx);
    }

    void onStop(@Observes @Priority(StopOrder.EVENTS) ShutdownDelayInitiatedEvent event) {
        feed.stop();
    }

    /**
     * What a stream begins with; fails with a {@link dev.sluice.web.ProblemException}.
     *
     * @param lastEventId of the client; null when it has none
     */
    Uni<Opening> opening(String id, @Nullable String lastEventId) {
        String experiment = ExperimentIds.checked(id);
        return feed.opening(experiment, lastEventId)
                .map(found -> found.orElseThrow(() -> ExperimentIds.unknown(experiment)));
    }

    /**
     * Opens a stream.
     *
     * @param disconnect ends the client's connection
     */
    EventFeed.Stream open(Opening opening, Runnable disconnect) {
        return feed.open(opening, disconnect);
    }
}
