package dev.sluice.record.api;

import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Word;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/**
 * The stored text of one inference.
 *
 * @param route the route that served it
 * @param outcome how it ended
 * @param text the text that was asked for; null when none is kept
 * @param cut whether the answer was longer than what is kept
 */
record KeptText(
        String route, Word<Outcome> outcome, @Nullable Buffer text, boolean cut) {}
