/**
 * The settings of where answers come from. Begin with {@link
 * dev.sluice.config.upstream.UpstreamConfig}. May import {@code egress}, for the addresses that may
 * be connected to.
 */
@NullMarked
package dev.sluice.config.upstream;

import org.jspecify.annotations.NullMarked;
