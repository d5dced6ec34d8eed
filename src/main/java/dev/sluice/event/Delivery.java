package dev.sluice.event;

import java.util.UUID;

/**
 * One message to one webhook, claimed for an attempt.
 *
 * @param id of the message, the same for each attempt
 * @param event as the configuration calls it
 * @param body JSON
 * @param attempts how many were begun, this one among them
 */
record Delivery(UUID id, String event, String body, int attempts) {}
