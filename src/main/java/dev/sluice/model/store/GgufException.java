package dev.sluice.model.store;

import java.io.IOException;
import java.nio.file.Path;

/** A file is not a usable GGUF file; the message says why. */
public final class GgufException extends IOException {
    private static final long serialVersionUID = 1L;

    GgufException(Path file, String problem) {
        this(file, problem, null);
    }

    GgufException(Path file, String problem, @org.jspecify.annotations.Nullable Throwable cause) {
        super(file + " is not a usable GGUF file: " + problem, cause);
    }
}
