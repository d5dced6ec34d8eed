package dev.sluice.egress;

import org.jspecify.annotations.Nullable;

/**
 * The result of a post. Contains no address, and nothing that the receiver wrote but its status.
 */
public sealed interface WebhookReply {
    /**
     * The receiver answered.
     *
     * @param status HTTP status
     * @param retryAfter the header {@code Retry-After} as it was sent; null when it is missing
     */
    record Answered(int status, @Nullable String retryAfter) implements WebhookReply {}

    /**
     * The receiver did not answer.
     *
     * @param why the reason, in words
     */
    record Silent(String why) implements WebhookReply {}
}
