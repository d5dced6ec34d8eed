package dev.sluice.record.api;

import org.jspecify.annotations.Nullable;

/**
 * An event on the way of an inference.
 *
 * @param at milliseconds from the inference's start
 * @param event the kind of event
 * @param attempt ordinal of the attempt that it concerns; null when it concerns the whole inference
 * @param text one plain sentence
 */
record StoryEvent(double at, String event, @Nullable Integer attempt, String text) {}
