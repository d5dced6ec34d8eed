/**
 * The kernel of the configuration: binds YAML to records, finds every problem at once, writes the
 * schema. {@link dev.sluice.config.bind.Binder} first. Knows nothing of what is configured, so that
 * every room may declare settings with it. May import {@code vocabulary} and {@code common}.
 */
@NullMarked
package dev.sluice.config.bind;

import org.jspecify.annotations.NullMarked;
