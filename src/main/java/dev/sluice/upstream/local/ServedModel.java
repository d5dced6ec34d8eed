package dev.sluice.upstream.local;

import dev.sluice.model.Model.LocalFile;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a model is requested from its engine.
 *
 * @param engine the engine that runs it
 * @param adapterScales the scale of each of the engine's adapters, by id: the model's own, and 0
 *     for the others
 * @param lane names the requests that the engine can compute together: those with the same scales
 */
record ServedModel(LocalEngine engine, List<Double> adapterScales, String lane) {
    static ServedModel of(LocalEngine engine, LocalFile file) {
        List<Double> scales = new ArrayList<>();
        for (Path adapter : engine.spec().adapters()) {
            scales.add(adapter.equals(adapterOf(file)) ? file.scale() : 0.0);
        }
        return new ServedModel(engine, List.copyOf(scales), scales.toString());
    }

    /**
     * The adapter's path, absolute and normalised so that it can be compared; null for the file
     * without an adapter.
     */
    static @Nullable Path adapterOf(LocalFile file) {
        return file.adapter() == null
                ? null
                : Path.of(file.adapter()).toAbsolutePath().normalize();
    }
}
