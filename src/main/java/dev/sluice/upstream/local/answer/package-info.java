/**
 * What a client gets from what the engine writes: {@link
 * dev.sluice.upstream.local.answer.WholeStream} passes a stream on, {@link
 * dev.sluice.upstream.local.answer.ShapedStream} puts one together from several, {@link
 * dev.sluice.upstream.local.answer.AssembledStream} makes a document of either. May import {@code
 * upstream}, {@code stream} and {@code common}.
 */
@NullMarked
package dev.sluice.upstream.local.answer;

import org.jspecify.annotations.NullMarked;
