package dev.sluice.model.store;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A GGUF file in the store.
 *
 * @param size in bytes
 * @param provenance null for a file that was put there by hand
 */
public record StoredModel(
        String name, Path path, long size, @Nullable Provenance provenance) {
    /**
     * Where a stored file came from; kept beside it as {@code NAME.json}.
     *
     * @param source such as {@code hf:OWNER/REPOSITORY@REVISION/FILE}, {@code pip:PACKAGE==VERSION}
     *     or {@code file:/PATH}
     * @param sha256 of the file as it was stored, in lower-case hexadecimal
     * @param size in bytes
     * @param licence null if neither the catalog nor the file says
     */
    public record Provenance(
            String source,
            String sha256,
            long size,
            @Nullable String licence,
            Instant pulledAt) {}
}
