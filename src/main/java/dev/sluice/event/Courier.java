package dev.sluice.event;

import dev.sluice.egress.WebhookClient;
import dev.sluice.egress.WebhookConfig;
import dev.sluice.jobs.RetrySchedule;
import dev.sluice.telemetry.EventMeters;

import io.vertx.core.buffer.Buffer;

import org.jboss.logging.Logger;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Delivers messages to one webhook, a few at a time, so that a slow webhook does not delay others.
 * The order is not guaranteed; messages are numbered. Runs on one Vert.x context.
 */
final class Courier {
    /** Maximum number of concurrent attempts. */
    static final int OPEN_MAX = 2;

    private static final Logger LOG = Logger.getLogger(Courier.class);

    private final String name;
    private final WebhookConfig config;
    private final WebhookClient.Target target;
    private final Signature signature;
    private final Outbox outbox;
    private final RetrySchedule schedule;
    private final EventMeters meters;
    private final Clock clock;
    private int open;
    private boolean taking;
    private boolean askedAgain;
    private boolean over;

    Courier(
            WebhookConfig config,
            WebhookClient.Target target,
            Outbox outbox,
            RetrySchedule schedule,
            EventMeters meters,
            Clock clock) {
        this.name = Webhook.name(config);
        this.config = config;
        this.target = target;
        this.signature = Signature.with(config.secret());
        this.outbox = outbox;
        this.schedule = schedule;
        this.meters = meters;
        this.clock = clock;
    }

    /** Claims messages that are due, and delivers them. */
    void look() {
        if (over || open == OPEN_MAX) {
            return;
        }
        if (taking) {
            askedAgain = true;
            return;
        }
        taking = true;
        int room = OPEN_MAX - open;
        outbox.take(name, config, room)
                .subscribe()
                .with(
                        claimed -> taken(claimed, room),
                        away -> taken(List.of(), room)); // The next tick tries again.
    }

    /**
     * Begins no further attempts. Open ones end by themselves, or another gateway takes them over.
     */
    void stop() {
        over = true;
    }

    /** Whether no attempt is open. */
    boolean isIdle() {
        return !taking && open == 0;
    }

    private void taken(List<Delivery> claimed, int room) {
        taking = false;
        claimed.forEach(this::bring);
        if (askedAgain || claimed.size() == room) {
            askedAgain = false;
            look();
        }
    }

    private void bring(Delivery delivery) {
        open++;
        byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
        Instant now = clock.instant();
        Map<String, String> headers =
                new HashMap<>(signature.headers(delivery.id().toString(), now, body));
        headers.put("content-type", "application/json");
        headers.put("user-agent", "sluice");
        target.post(headers, Buffer.buffer(body)).onSuccess(reply -> {
            Settlement settlement =
                    Settlement.of(reply, delivery.attempts(), schedule, clock.instant());
            meters.webhook(settlement.result().label());
            report(delivery, settlement);
            outbox.settle(delivery, settlement)
                    .subscribe()
                    .with(
                            done -> ended(),
                            lost -> ended()); // It is sent again when its claim expires.
        });
    }

    private void ended() {
        open--;
        look();
    }

    private void report(Delivery delivery, Settlement settlement) {
        switch (settlement) {
            case Settlement.Delivered ignored ->
                LOG.debugf("webhook '%s' accepted %s", name, delivery.id());
            case Settlement.Again again ->
                LOG.debugf(
                        "webhook '%s' did not accept %s (attempt %d: %s); next try in %d s",
                        name,
                        delivery.id(),
                        delivery.attempts(),
                        again.error(),
                        again.delay().toSeconds());
            case Settlement.GivenUp gone ->
                LOG.warnf(
                        "webhook '%s' got no message about a %s: gave up %s after attempt %d: %s",
                        name, delivery.event(), delivery.id(), delivery.attempts(), gone.error());
        }
    }
}
