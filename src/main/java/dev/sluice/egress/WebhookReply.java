package dev.sluice.egress;

import org.jspecify.annotations.Nullable;

/** What came of a post. Holds no address, and nothing of what the receiver wrote but its status. */
public sealed interface WebhookReply {
    /**
     * It has answered.
     *
     * @param status of HTTP
     * @param retryAfter the header of that name, as it was sent; null without one
     */
    record Answered(int status, @Nullable String retryAfter) implements WebhookReply {}

    /**
     * It has not.
     *
     * @param why in words
     */
    record Silent(String why) implements WebhookReply {}
}
