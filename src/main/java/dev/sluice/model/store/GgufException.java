package dev.sluice.model.store;

import java.io.IOException;
import java.nio.file.Path;

/** Says that a file is no usable GGUF file, and why. */
public final class GgufException extends IOException {
    private static final long serialVersionUID = 1L;

    GgufException(Path file, String problem) {
        this(file, problem, null);
    }

    GgufException(Path file, String problem, @org.jspecify.annotations.Nullable Throwable cause) {
        super(file + " is not a usable GGUF file: " + problem, cause);
    }
}
