package dev.sluice.event;

import dev.sluice.egress.WebhookConfig;

import java.util.Locale;

/**
 * A kind of event, with a numbering of its own: an enum of the feature that appends these events.
 * Its names are stored and sent, and so must never change.
 */
public interface EventKind {
    /** What the events are about, for example {@code experiment}. */
    String topic();

    /** The name in event streams, for example {@code change}. */
    String streamName();

    /** The name in the configuration of a webhook. */
    WebhookConfig.Event wanted();

    /** The name in database rows, for example {@code experiment.change}. */
    default String label() {
        return topic() + "." + streamName();
    }

    /** The name in a list of deliveries, for example {@code state}. */
    default String noticeName() {
        return wanted().name().toLowerCase(Locale.ROOT);
    }

    /** The type of messages to webhooks, for example {@code experiment.state}. */
    default String noticeType() {
        return topic() + "." + noticeName();
    }
}
