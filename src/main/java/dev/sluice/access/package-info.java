/**
 * Who may call: API keys, known by their digests only. {@link dev.sluice.access.KeyTable} first.
 * May import {@code config} and {@code common}.
 */
@NullMarked
package dev.sluice.access;

import org.jspecify.annotations.NullMarked;
