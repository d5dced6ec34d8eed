package dev.sluice.upstream.local.request;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What the configuration says about requests to a model.
 *
 * @param upstream the upstream's name, for messages that name its settings
 * @param adapterScales the scale of each adapter of the engine, by its id
 * @param context how many tokens fit into a slot
 * @param temperature the temperature of requests that name none; null leaves it to the engine
 * @param maxTokens the longest answer of requests that name no limit; null leaves it to the context
 */
public record ModelSettings(
        String upstream,
        List<Double> adapterScales,
        int context,
        @Nullable Double temperature,
        @Nullable Integer maxTokens) {
    public ModelSettings {
        adapterScales = List.copyOf(adapterScales);
    }
}
