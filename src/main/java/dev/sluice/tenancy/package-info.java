/**
 * Who may call: API keys, known by their digests only. {@link dev.sluice.tenancy.KeyTable} first.
 * May import {@code config} and {@code common}.
 */
@NullMarked
package dev.sluice.tenancy;

import org.jspecify.annotations.NullMarked;
