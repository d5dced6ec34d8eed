package dev.sluice.upstream.local;

import dev.sluice.model.Model.LocalFile;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one model is asked of its engine.
 *
 * @param engine what computes it
 * @param adapterScales scale of each of the engine's adapters, by id: the model's own, and 0 for
 *     the others
 * @param lane what the engine can compute together with it
 */
record ServedModel(LocalEngine engine, List<Double> adapterScales, String lane) {
    static ServedModel of(LocalEngine engine, LocalFile file) {
        List<Double> scales = new ArrayList<>();
        for (Path adapter : engine.spec().adapters()) {
            scales.add(adapter.equals(adapterOf(file)) ? file.scale() : 0.0);
        }
        return new ServedModel(engine, List.copyOf(scales), scales.toString());
    }

    /** The adapter's path in the one form it is compared by; null for the file as it is. */
    static @Nullable Path adapterOf(LocalFile file) {
        return file.adapter() == null
                ? null
                : Path.of(file.adapter()).toAbsolutePath().normalize();
    }
}
