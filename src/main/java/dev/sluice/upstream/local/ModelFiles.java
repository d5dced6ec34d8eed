package dev.sluice.upstream.local;

import java.nio.file.Path;
import java.util.Optional;

/** Finds the file of a model. Called on worker and virtual threads: it may read the disk. */
@FunctionalInterface
public interface ModelFiles {
    /** The GGUF file of a pulled model's name, or of a path; empty when there is none. */
    Optional<Path> find(String nameOrPath);
}
