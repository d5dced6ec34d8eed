package dev.sluice.dialect;

import org.jspecify.annotations.Nullable;

/**
 * An answer that came as one document.
 *
 * @param text what the model said; empty when that was no text
 * @param servedModel the model as the upstream calls it; null when it does not say
 * @param usage null when it does not say
 */
public record WholeAnswer(
        String text, @Nullable String servedModel, @Nullable Usage usage) {}
