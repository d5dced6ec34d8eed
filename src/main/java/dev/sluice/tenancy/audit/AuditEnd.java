package dev.sluice.tenancy.audit;

/**
 * Where a project's audit ends.
 *
 * @param number number of the last entry; 0 without any
 * @param hash the hash of the last entry
 */
public record AuditEnd(long number, String hash) {
    /** Of an audit without entries. */
    static final AuditEnd NONE = new AuditEnd(0, AuditChain.BEGIN);
}
