package dev.sluice.event;

import dev.sluice.jobs.Claim;

import java.util.UUID;

/**
 * One message to one webhook, claimed for an attempt.
 *
 * @param claim by which what becomes of it is written down
 * @param id of the message, the same for each attempt
 * @param event as the configuration calls it
 * @param body JSON
 * @param attempts how many were begun, this one among them
 */
record Delivery(Claim claim, UUID id, String event, String body, int attempts) {}
