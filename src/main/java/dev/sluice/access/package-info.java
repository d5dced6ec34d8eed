/**
 * Who may call: API keys, stored as digests only. Begin with {@link dev.sluice.access.KeyTable}.
 * May import {@code config} and {@code common}.
 */
@NullMarked
package dev.sluice.access;

import org.jspecify.annotations.NullMarked;
