/**
 * Posts what webhooks are told: one request to one address, with one answer. {@link
 * dev.sluice.upstream.webhook.WebhookClient} first. May import {@code upstream} and {@code config}.
 */
@NullMarked
package dev.sluice.upstream.webhook;

import org.jspecify.annotations.NullMarked;
