/**
 * Server-sent events on the wire: {@link dev.sluice.stream.SseFrames} reads them, {@link
 * dev.sluice.stream.TurnWriter} writes them. Knows Vert.x buffers and streams, and no other package
 * of ours.
 */
@NullMarked
package dev.sluice.stream;

import org.jspecify.annotations.NullMarked;
