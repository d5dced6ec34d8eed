/**
 * What belongs to whom, and who did what with it. Of the control plane; requests never wait for it.
 */
@NullMarked
package dev.sluice.tenancy;

import org.jspecify.annotations.NullMarked;
