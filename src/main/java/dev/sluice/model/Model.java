package dev.sluice.model;

import org.jspecify.annotations.Nullable;

/**
 * What can be served: a name clients may use, the upstream that serves it, and the name sent there.
 */
public sealed interface Model {
    /** The name in {@code sluice.yaml}. */
    String name();

    /** Name of the upstream that serves it. */
    String upstream();

    /** The name put into the body's {@code model} when it is sent upstream. */
    String sentName();

    /** A GGUF file and adapter, for a model that runs on this machine. */
    @Nullable
    LocalFile localFile();

    /** A model that this team has tuned. */
    record FineTuned(
            String name,
            String upstream,
            String sentName,
            @Nullable LocalFile localFile) implements Model {}

    /** A model as its vendor ships it. */
    record Base(
            String name,
            String upstream,
            String sentName,
            @Nullable LocalFile localFile) implements Model {}

    /** The last resort: a model on this machine. */
    record Local(
            String name,
            String upstream,
            String sentName,
            @Nullable LocalFile localFile) implements Model {}

    /**
     * What the local engine loads.
     *
     * @param file a pulled model's name, or the path of a GGUF file
     * @param adapter path of a LoRA adapter in GGUF; null for none
     * @param scale how strongly the adapter is applied; 1 as trained
     */
    record LocalFile(String file, @Nullable String adapter, double scale) {}
}
