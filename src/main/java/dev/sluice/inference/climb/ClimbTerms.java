package dev.sluice.inference.climb;

import dev.sluice.dialect.openai.InferenceRequest;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.shadow.ShadowCopy;
import dev.sluice.routing.RoutePlan;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;

/**
 * What is asked, of whom, and for whom.
 *
 * @param upHeaders the client's headers that may be passed on
 * @param replaceAsked whether the client knows what to do with an answer that is replaced
 * @param maxFrameBytes bytes of the longest event
 * @param emptyChunks whether a chunk is kept, to make empty ones of
 * @param shadow the copy of it that a candidate is asked; null for none
 */
public record ClimbTerms(
        InferenceRequest request,
        RoutePlan plan,
        MultiMap upHeaders,
        InferenceLog log,
        boolean replaceAsked,
        int maxFrameBytes,
        boolean emptyChunks,
        @Nullable ShadowCopy shadow) {}
