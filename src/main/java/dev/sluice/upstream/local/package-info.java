/**
 * The local lane: GGUF models and their LoRA adapters, with one engine process for each file.
 * {@link dev.sluice.upstream.local.LocalUpstream} first, then {@link
 * dev.sluice.upstream.local.EngineSupervisor} for the process, {@link
 * dev.sluice.upstream.local.SlotQueue} for the order of requests, {@link
 * dev.sluice.upstream.local.ChoiceRuns} for requests of several answers. What the engine is asked
 * is made in {@link dev.sluice.upstream.local.request}, what the client gets in {@link
 * dev.sluice.upstream.local.answer}. May import {@code upstream}, {@code stream}, {@code model},
 * {@code config} and {@code common}.
 */
@NullMarked
package dev.sluice.upstream.local;

import org.jspecify.annotations.NullMarked;
