package dev.sluice.tenancy.audit;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks exported entries against their chain: each must follow the one before it. A changed entry
 * is named, and so are missing ones, up to a bound. What can't be seen from the entries alone is
 * that the last ones are missing: for that one has to know where the chain had ended. Confined to
 * one thread.
 */
public final class AuditCheck {
    private static final int FAULTS_MAX = 20;

    private final Map<String, AuditEnd> ends = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long entries;
    private int hidden;

    /** Takes the next entry; those of one project come in their order. */
    public void take(AuditEntry entry) {
        entries++;
        AuditEnd end = ends.getOrDefault(entry.project(), AuditEnd.NONE);
        if (entry.number() <= end.number()) {
            fault("entry " + name(entry) + " comes after entry " + end.number()
                    + " (expected: ascending numbers)");
            return;
        }
        boolean follows = entry.number() == end.number() + 1;
        if (!follows) {
            missing(entry.project(), end.number() + 1, entry.number() - 1);
        } else if (!AuditChain.hash(end.hash(), entry).equals(entry.hash())) {
            fault("entry " + name(entry) + " has been changed, or the one before it: its hash is "
                    + entry.hash() + " (expected: " + AuditChain.hash(end.hash(), entry) + ")");
        }
        ends.put(entry.project(), new AuditEnd(entry.number(), entry.hash()));
    }

    /**
     * Checks that the chain of a project still has an entry that was its last one before.
     *
     * @param known where the chain ended then
     * @param found the hash of the entry with that number now; null when there is none
     */
    public void expect(String project, AuditEnd known, @Nullable String found) {
        if (found == null) {
            fault("entry " + known.number() + " of project '" + project
                    + "', once the last one, is missing");
        } else if (!found.equals(known.hash())) {
            fault("entry " + known.number() + " of project '" + project + "' has the hash " + found
                    + " (expected: " + known.hash() + ")");
        }
    }

    /** What is wrong, in sentences without a full stop; empty when nothing is. */
    public List<String> faults() {
        List<String> told = new ArrayList<>(faults);
        if (hidden > 0) {
            told.add("and " + hidden + " more");
        }
        return told;
    }

    /** How many entries were taken. */
    public long entries() {
        return entries;
    }

    /** Where the chain of each project ends. */
    public Map<String, AuditEnd> ends() {
        return Map.copyOf(ends);
    }

    private void missing(String project, long first, long last) {
        fault((first == last ? "entry " + first : "entries " + first + " to " + last)
                + " of project '" + project + "' "
                + (first == last ? "is" : "are") + " missing");
    }

    private void fault(String what) {
        if (faults.size() < FAULTS_MAX) {
            faults.add(what);
        } else {
            hidden++;
        }
    }

    private static String name(AuditEntry entry) {
        return entry.number() + " of project '" + entry.project() + "'";
    }
}
