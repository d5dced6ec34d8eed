/**
 * The wire toolkit for server-sent events: {@link dev.sluice.stream.SseFrames} reads them, {@link
 * dev.sluice.stream.TurnWriter} writes them. Knows Vert.x buffers and streams and nothing of ours.
 */
@NullMarked
package dev.sluice.stream;

import org.jspecify.annotations.NullMarked;
