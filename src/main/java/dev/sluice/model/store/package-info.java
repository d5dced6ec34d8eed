/**
 * The GGUF files on this machine: where they come from ({@link dev.sluice.model.store.ModelPull}),
 * where they are kept ({@link dev.sluice.model.store.ModelStore}, first) and what their headers say
 * ({@link dev.sluice.model.store.GgufHeader}). Control plane: everything here blocks, so it runs on
 * a worker or a virtual thread. Imports nothing else of ours.
 */
@NullMarked
package dev.sluice.model.store;

import org.jspecify.annotations.NullMarked;
