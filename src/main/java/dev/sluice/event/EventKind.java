package dev.sluice.event;

import dev.sluice.egress.WebhookConfig;

import java.util.Locale;

/**
 * Events of one kind, which are numbered together: an enum of the feature that they are of. What it
 * answers stands in rows and on the wire, and so it never changes.
 */
public interface EventKind {
    /** What its subjects are: {@code experiment}. */
    String topic();

    /** What a stream calls it: {@code change}. */
    String streamName();

    /** What the configuration of a webhook calls it. */
    WebhookConfig.Event wanted();

    /** What its rows have: {@code experiment.change}. */
    default String label() {
        return topic() + "." + streamName();
    }

    /** As a delivery shows it: {@code state}. */
    default String noticeName() {
        return wanted().name().toLowerCase(Locale.ROOT);
    }

    /** The type of the messages to webhooks: {@code experiment.state}. */
    default String noticeType() {
        return topic() + "." + noticeName();
    }
}
