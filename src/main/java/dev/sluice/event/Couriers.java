package dev.sluice.event;

import dev.sluice.common.StopOrder;
import dev.sluice.config.ConfigStore;
import dev.sluice.config.SluiceConfig;
import dev.sluice.egress.WebhookClient;
import dev.sluice.egress.WebhookConfig;
import dev.sluice.telemetry.EventMeters;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The couriers of the configured webhooks. They run when the event bell rings, and every few
 * seconds for retries and for what another gateway left behind.
 */
@ApplicationScoped
public class Couriers {
    private static final long TICK_MILLIS = 5_000;
    private static final long FORGET_MILLIS = 3_600_000;

    private final ConfigStore store;
    private final EventBell bell;
    private final WebhookClient client;
    private final Outbox outbox;
    private final EventMeters meters;
    private final Clock clock = Clock.systemUTC();
    private List<Courier> couriers = List.of(); // Used on the context only.
    private List<WebhookConfig> configured = List.of();
    private volatile @Nullable Context context;

    Couriers(
            ConfigStore store,
            EventBell bell,
            WebhookClient client,
            Outbox outbox,
            EventMeters meters) {
        this.store = store;
        this.bell = bell;
        this.client = client;
        this.outbox = outbox;
        this.meters = meters;
    }

    void onStart(@Observes StartupEvent event, Vertx vertx) {
        Context mine = vertx.getOrCreateContext();
        context = mine;
        mine.runOnContext(ignored -> {
            use(store.current());
            vertx.setPeriodic(TICK_MILLIS, tick -> look());
            vertx.setPeriodic(FORGET_MILLIS, tick -> forget());
        });
        store.subscribe(changed -> mine.runOnContext(ignored -> use(changed)));
        bell.subscribe(() -> mine.runOnContext(ignored -> look()));
    }

    void onStop(@Observes @Priority(StopOrder.EVENTS) ShutdownDelayInitiatedEvent event) {
        Context mine = context;
        if (mine != null) {
            mine.runOnContext(ignored -> replace(List.of(), List.of()));
        }
    }

    private void use(SluiceConfig config) {
        if (config.webhooks().equals(configured)) {
            return;
        }
        List<Courier> made = new ArrayList<>();
        for (int i = 0; i < config.webhooks().size(); i++) {
            WebhookConfig webhook = config.webhooks().get(i);
            WebhookClient.Target target = client.target(
                    Webhook.name(webhook),
                    "webhooks[" + i + "].egress",
                    webhook.url(),
                    webhook.egress());
            made.add(new Courier(
                    webhook,
                    target,
                    outbox,
                    DeliveryRetries.schedule(() -> ThreadLocalRandom.current().nextDouble()),
                    meters,
                    clock));
        }
        replace(config.webhooks(), made);
        look();
    }

    private void replace(List<WebhookConfig> config, List<Courier> made) {
        couriers.forEach(Courier::stop);
        couriers = made;
        configured = config;
    }

    private void look() {
        couriers.forEach(Courier::look);
    }

    private void forget() {
        outbox.forget().subscribe().with(done -> {}, away -> {}); // Even those of removed webhooks.
    }
}
