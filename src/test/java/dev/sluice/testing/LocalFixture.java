package dev.sluice.testing;

import dev.sluice.model.store.ModelCatalog;
import dev.sluice.model.store.ModelPull;
import dev.sluice.model.store.ModelStore;
import dev.sluice.model.store.PullListener;
import dev.sluice.model.store.PullSettings;
import dev.sluice.upstream.local.EngineEnvironment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The default model and the engine's environment for tests that run the real thing. The first use
 * on a machine fetches them (94 MiB and 34 MB); later ones find them in the cache: {@code
 * SLUICE_TEST_CACHE} as a system property or environment variable, {@code ~/.cache/sluice-test} by
 * default. Tests in several processes wait for each other.
 */
public final class LocalFixture {
    private LocalFixture() {}

    /**
     * A data directory like a user's, with the model and the engine in it once they were asked for.
     */
    public static Path data() {
        String property =
                System.getProperty("SLUICE_TEST_CACHE", System.getenv("SLUICE_TEST_CACHE"));
        return property == null || property.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "sluice-test")
                : Path.of(property).toAbsolutePath();
    }

    /** The default model's GGUF file. */
    public static Path model() {
        List<String> said = new ArrayList<>();
        PullListener listener = new PullListener() {
            @Override
            public void note(String line) {
                said.add(line);
            }
        };
        try {
            return new ModelPull(
                            new ModelStore(data()),
                            new ModelCatalog(),
                            PullSettings.of(System.getenv()),
                            listener)
                    .pull(ModelCatalog.SMOLLM2_135M_INSTRUCT.storedName(), null, null)
                    .path();
        } catch (IOException failed) {
            throw new IllegalStateException(
                    "this test needs the default model in %s and could not pull it: %s (%s)"
                            .formatted(data(), failed.getMessage(), String.join("; ", said)),
                    failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while the default model was pulled", interrupted);
        }
    }

    /** The environment of Sluice's own engine, installed. */
    public static EngineEnvironment engine() {
        EngineEnvironment environment = new EngineEnvironment(data().resolve("engine"));
        try {
            environment.install(line -> {});
            return environment;
        } catch (IOException failed) {
            throw new IllegalStateException(
                    "this test needs the engine in %s and could not install it: %s"
                            .formatted(environment.directory(), failed.getMessage()),
                    failed);
        }
    }
}
