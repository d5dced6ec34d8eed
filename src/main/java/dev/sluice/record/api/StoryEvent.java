package dev.sluice.record.api;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened on the way of an inference.
 *
 * @param at milliseconds from the inference's start
 * @param event what kind of thing
 * @param attempt ordinal of the attempt it happened to; null when it happened to the inference
 * @param text one plain sentence
 */
record StoryEvent(double at, String event, @Nullable Integer attempt, String text) {}
