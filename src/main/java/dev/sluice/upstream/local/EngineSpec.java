package dev.sluice.upstream.local;

import dev.sluice.config.upstream.EngineConfig;

import java.nio.file.Path;
import java.util.List;

/**
 * What an engine consists of. A change of the configuration that leaves this equal does not restart
 * the engine.
 *
 * @param file a pulled model's name, or the path of a GGUF file
 * @param adapters paths of LoRA adapters, without duplicates; an adapter's place is its id in the
 *     engine
 * @param config how the process runs
 */
record EngineSpec(String file, List<Path> adapters, EngineConfig config) {
    EngineSpec {
        adapters = List.copyOf(adapters);
    }

    /** A name for logs and files on disk. */
    String name() {
        String base = Path.of(file).getFileName().toString().replaceFirst("\\.gguf$", "");
        return base.replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
