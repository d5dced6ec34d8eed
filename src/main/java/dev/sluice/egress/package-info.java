/**
 * Posts what webhooks are told: one request to one address, with one answer. {@link
 * dev.sluice.egress.WebhookClient} first. May import {@code upstream} and {@code config}.
 */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
