/**
 * The local lane: GGUF models and their LoRA adapters, served by an engine process per file. {@link
 * dev.sluice.upstream.local.LocalUpstream} first, then {@link
 * dev.sluice.upstream.local.EngineSupervisor} for the process, {@link
 * dev.sluice.upstream.local.SlotQueue} for who is next, {@link
 * dev.sluice.upstream.local.LocalRequest} and {@link dev.sluice.upstream.local.AnswerAssembler} for
 * what goes in and comes out. May import {@code upstream}, {@code stream}, {@code model}, {@code
 * config} and {@code common}.
 */
@NullMarked
package dev.sluice.upstream.local;

import org.jspecify.annotations.NullMarked;
