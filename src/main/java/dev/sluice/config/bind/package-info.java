/**
 * The kernel of the configuration: binds YAML to records, finds every problem at once, writes the
 * schema. {@link dev.sluice.config.bind.Binder} first. Knows nothing of what is configured.
 */
@NullMarked
package dev.sluice.config.bind;

import org.jspecify.annotations.NullMarked;
