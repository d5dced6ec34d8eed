package dev.sluice.event;

import dev.sluice.jobs.Claim;

import java.util.UUID;

/**
 * One message to one webhook, claimed for an attempt.
 *
 * @param claim needed to store the result of the attempt
 * @param id of the message, the same for each attempt
 * @param event name of the event in the configuration
 * @param body the message, as JSON
 * @param attempts number of attempts begun, including this one
 */
record Delivery(Claim claim, UUID id, String event, String body, int attempts) {}
