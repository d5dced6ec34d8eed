package dev.sluice.dialect;

import org.jspecify.annotations.Nullable;

/**
 * An answer that came as one document.
 *
 * @param text the answer's text; empty if it has other content only
 * @param servedModel the model as the upstream calls it; null if it does not say
 * @param usage null if the upstream does not say
 */
public record WholeAnswer(
        String text, @Nullable String servedModel, @Nullable Usage usage) {}
