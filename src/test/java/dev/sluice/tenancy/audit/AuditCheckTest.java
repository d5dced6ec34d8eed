package dev.sluice.tenancy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The chain of entries, and what is found when somebody has been at it. */
class AuditCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00.123456Z");

    private final List<AuditEntry> entries = chain("default", 50);

    /** Computed by hand with another program, from the description of the chain alone. */
    @Test
    void theHashIsTheOneThatIsDescribed() {
        AuditEntry entry = AuditEntry.next(
                "default",
                0,
                AuditChain.BEGIN,
                new Deed("key:ops", "experiment.start", "slang-v2", "pending", null, "ü", NOW));

        assertThat(entry.hash())
                .isEqualTo("5d2cb46624689b5105da39f11ef2cabc2315d410f2dcbc111a12b93ea83bba24");
    }

    @Test
    void findsNothingWhenNothingIsWrong() {
        AuditCheck check = checked(entries);

        assertThat(check.faults()).isEmpty();
        assertThat(check.entries()).isEqualTo(50);
        assertThat(check.ends())
                .containsEntry("default", new AuditEnd(50, entries.getLast().hash()));
    }

    @Test
    void findsEachFieldThatWasChanged() {
        for (AuditEntry changed : changed(entries.get(20))) {
            List<AuditEntry> forged = new ArrayList<>(entries);
            forged.set(20, changed);

            assertThat(checked(forged).faults())
                    .as(changed.toString())
                    .isNotEmpty()
                    .first()
                    .asString()
                    .contains("21");
        }
    }

    @Test
    void findsAChangeWhoseHashWasMadeToFit() {
        AuditEntry it = entries.get(20);
        Deed other = new Deed("key:other", it.action(), it.subject(), null, null, "", it.at());
        List<AuditEntry> forged = new ArrayList<>(entries);
        forged.set(20, AuditEntry.next("default", 20, entries.get(19).hash(), other));

        assertThat(checked(forged).faults()).singleElement().asString().contains("entry 22 ");
    }

    @Test
    void findsEntriesThatAreMissing() {
        List<AuditEntry> less = new ArrayList<>(entries);
        less.subList(10, 13).clear();
        less.removeFirst();

        assertThat(checked(less).faults())
                .containsExactly(
                        "entry 1 of project 'default' is missing",
                        "entries 11 to 13 of project 'default' are missing");
    }

    @Test
    void findsEntriesThatWereSwapped() {
        List<AuditEntry> swapped = new ArrayList<>(entries);
        Collections.swap(swapped, 4, 5);

        assertThat(checked(swapped).faults())
                .contains("entry 5 of project 'default' comes after entry 6 "
                        + "(expected: ascending numbers)");
    }

    @Test
    void findsThatTheLastOnesAreMissingIfItIsToldWhereTheyEnded() {
        AuditEnd known = new AuditEnd(50, entries.getLast().hash());
        AuditCheck shortened = checked(entries.subList(0, 48));
        assertThat(shortened.faults()).isEmpty();

        shortened.expect("default", known, null);

        assertThat(shortened.faults())
                .containsExactly("entry 50 of project 'default', once the last one, is missing");
    }

    @Test
    void findsAChainThatWasMadeAnewFromTheStart() {
        AuditEnd known = new AuditEnd(50, entries.getLast().hash());
        List<AuditEntry> anew = chain("default", "somebody else", 50);
        AuditCheck check = checked(anew);
        assertThat(check.faults()).isEmpty();

        check.expect("default", known, anew.getLast().hash());

        assertThat(check.faults()).singleElement().asString().contains("entry 50 ");
    }

    @Test
    void keepsTheChainsOfProjectsApart() {
        List<AuditEntry> mixed = new ArrayList<>(entries);
        List<AuditEntry> others = chain("other", 50);
        for (int i = 0; i < 50; i++) {
            mixed.add(2 * i, others.get(i));
        }

        assertThat(checked(mixed).faults()).isEmpty();
    }

    @Test
    void namesNoMoreFaultsThanAnyoneReads() {
        List<AuditEntry> odd = new ArrayList<>();
        for (int i = 0; i < 50; i += 2) {
            odd.add(entries.get(i));
        }

        assertThat(checked(odd).faults()).hasSize(21).last().isEqualTo("and 4 more");
    }

    private static AuditCheck checked(List<AuditEntry> of) {
        AuditCheck check = new AuditCheck();
        of.forEach(check::take);
        return check;
    }

    private static List<AuditEntry> chain(String project, int length) {
        return chain(project, "key:ops", length);
    }

    private static List<AuditEntry> chain(String project, String by, int length) {
        List<AuditEntry> chain = new ArrayList<>();
        String hash = AuditChain.BEGIN;
        for (int i = 0; i < length; i++) {
            Deed deed =
                    new Deed(by, "experiment.start", "e-" + i, i == 0 ? null : "a", "b", "", NOW);
            AuditEntry entry = AuditEntry.next(project, i, hash, deed);
            hash = entry.hash();
            chain.add(entry);
        }
        return chain;
    }

    /** The entry with one field changed, in every way there is. */
    private static List<AuditEntry> changed(AuditEntry e) {
        return List.of(
                new AuditEntry(
                        e.project(),
                        e.number(),
                        e.at().plusNanos(1_000),
                        e.by(),
                        e.action(),
                        e.subject(),
                        e.before(),
                        e.after(),
                        e.reason(),
                        e.hash()),
                with(e, "key:other", e.subject(), e.before(), e.after(), e.reason()),
                with(e, e.by(), "e-21", e.before(), e.after(), e.reason()),
                with(e, e.by(), e.subject(), null, e.after(), e.reason()),
                with(e, e.by(), e.subject(), "", e.after(), e.reason()),
                with(e, e.by(), e.subject(), "ab", "", e.reason()),
                with(e, e.by(), e.subject(), e.before(), null, e.reason()),
                with(e, e.by(), e.subject(), e.before(), e.after(), " "));
    }

    private static AuditEntry with(
            AuditEntry e, String by, String subject, String before, String after, String reason) {
        return new AuditEntry(
                e.project(),
                e.number(),
                e.at(),
                by,
                e.action(),
                subject,
                before,
                after,
                reason,
                e.hash());
    }
}
