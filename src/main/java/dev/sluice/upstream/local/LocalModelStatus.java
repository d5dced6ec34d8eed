package dev.sluice.upstream.local;

/**
 * How a local model is doing, for the health endpoint and the start-up banner.
 *
 * @param model the model's name in {@code sluice.yaml}
 * @param state starting, ready, backing off, failed or stopped
 * @param detail why, and what to do about it; empty when there is nothing to say
 */
public record LocalModelStatus(String model, String state, String detail) {}
