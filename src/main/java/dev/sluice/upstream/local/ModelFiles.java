package dev.sluice.upstream.local;

import java.nio.file.Path;
import java.util.Optional;

/** Finds the file of a model. May read the disk: call it on worker and virtual threads only. */
@FunctionalInterface
public interface ModelFiles {
    /** The GGUF file for a pulled model's name or for a path; empty if there is none. */
    Optional<Path> find(String nameOrPath);
}
