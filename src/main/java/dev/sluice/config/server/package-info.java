/**
 * The settings of the process that clients call: where it listens, who may call, how many at once,
 * how it stops. Begin with {@link dev.sluice.config.server.ListenConfig}. May import the kernel
 * only.
 */
@NullMarked
package dev.sluice.config.server;

import org.jspecify.annotations.NullMarked;
