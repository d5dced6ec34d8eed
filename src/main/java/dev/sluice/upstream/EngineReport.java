package dev.sluice.upstream;

/**
 * How the engine of a model on this machine is doing.
 *
 * @param state in a word or two, as health checks have it
 * @param slots answers that it generates in parallel
 * @param held slots that are in use
 * @param waiting requests that wait for a slot
 * @param contextTokens of one slot: for what is asked and what is answered together
 */
public record EngineReport(String state, int slots, int held, int waiting, int contextTokens) {}
