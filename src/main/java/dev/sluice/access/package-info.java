/**
 * Who may call, and what: API keys, stored as digests only, and their roles. Begin with {@link
 * dev.sluice.access.AccessFilter}. May import {@code vocabulary}, {@code common}, {@code telemetry}
 * and {@code config}.
 */
@NullMarked
package dev.sluice.access;

import org.jspecify.annotations.NullMarked;
