/**
 * Who did what to what, and why: one chain of entries for each project, of which none can be
 * changed or taken out unseen. {@link dev.sluice.tenancy.audit.AuditLog} writes it, in the
 * transaction of whatever is done; {@link dev.sluice.tenancy.audit.AuditCheck} finds what was
 * tampered with.
 */
@NullMarked
package dev.sluice.tenancy.audit;

import org.jspecify.annotations.NullMarked;
