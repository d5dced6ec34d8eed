/**
 * The settings of the process that clients call: where it listens, who may call, how much at once,
 * how it ends. {@link dev.sluice.config.server.ListenConfig} first. May import the kernel only.
 */
@NullMarked
package dev.sluice.config.server;

import org.jspecify.annotations.NullMarked;
