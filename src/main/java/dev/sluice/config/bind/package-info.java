/**
 * The kernel of the configuration: binds YAML to records, reports all problems at once, writes the
 * schema. Begin with {@link dev.sluice.config.bind.Binder}. Knows nothing about what is configured,
 * so that every room can declare settings with it. May import {@code vocabulary} and {@code
 * common}.
 */
@NullMarked
package dev.sluice.config.bind;

import org.jspecify.annotations.NullMarked;
