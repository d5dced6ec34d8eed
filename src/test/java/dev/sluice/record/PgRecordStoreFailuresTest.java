package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.record.RecordStore.StoreException;
import dev.sluice.testing.Eventually;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What the store makes of what comes twice, of missing tables and of a database that fails. */
class PgRecordStoreFailuresTest extends RecordStoreKit {
    @Test
    void whatComesTwiceIsThereOnce() throws Exception {
        store.store(List.of(Records.full(1), Records.plain(2)));

        store.store(List.of(Records.plain(2), Records.plain(3), Records.full(1)));

        assertThat(database.count("select count(*) from inference")).isEqualTo(3);
        assertThat(database.count("select count(*) from attempt")).isEqualTo(4);
        assertThat(database.count("select count(*) from inference_text")).isEqualTo(1);
    }

    @Test
    void aDayGetsItsPartitionsAndTheNextOneToo() throws Exception {
        store.store(List.of(
                Records.plain(1), Records.plain(Records.id(Records.TIME - 86_400_000L * 3, 2), 2)));

        assertThat(database.column("select relname from pg_class where relkind = 'r' and relname "
                        + "like 'inference_2%' order by 1"))
                .containsExactly(
                        "inference_20261118",
                        "inference_20261119",
                        "inference_20261121",
                        "inference_20261122");
        assertThat(database.column("select relname from pg_class where relkind = 'r' and relname "
                        + "like '%20261122' order by 1"))
                .containsExactly(
                        "attempt_20261122", "inference_20261122", "inference_text_20261122");
        assertThat(database.count("select count(*) from inference_20261118")).isEqualTo(1);
    }

    @Test
    void aPartitionThatRetentionDroppedIsMadeAgain() throws Exception {
        store.store(List.of(Records.plain(1)));
        database.execute("select drop_partitions('inference', '2026-11-22')");

        assertThat(fail(Records.plain(2)).kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);
        store.store(List.of(Records.plain(2)));

        assertThat(database.count("select count(*) from inference")).isEqualTo(1);
    }

    @Test
    void aCommitWhoseAnswerWasLostIsRepeatedWithoutDoubles() throws Exception {
        store.store(List.of(Records.plain(1)));
        database.proxy().cutAfter("COMMIT");

        assertThat(fail(Records.plain(2)).kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);

        assertThat(database.proxy().sprung()).isEqualTo(1);
        assertThat(database.count("select count(*) from inference"))
                .isEqualTo(2); // Committed, and nobody knows.
        store.store(List.of(Records.plain(2)));
        assertThat(database.count("select count(*) from inference")).isEqualTo(2);
        assertThat(database.count("select count(*) from attempt")).isEqualTo(2);
    }

    @Test
    void aCommitThatWasNotHeardIsRepeated() throws Exception {
        store.store(List.of(Records.plain(1)));
        database.proxy().cutBefore("COMMIT");

        assertThat(fail(Records.plain(2)).kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);

        assertThat(database.proxy().sprung()).isEqualTo(1);
        assertThat(database.count("select count(*) from inference")).isEqualTo(1);
        store.store(List.of(Records.plain(2)));
        assertThat(database.count("select count(*) from inference")).isEqualTo(2);
    }

    @Test
    void aDatabaseThatFallsSilentIsGivenUpAndItsConnectionDoesNotStay() throws Exception {
        PgRecordStore hasty = store(Duration.ofMillis(300));
        Eventually.equals(() -> stores(hasty, Records.plain(1)), true);
        database.proxy().stall();

        StoreException silent = catchThrowableOfType(
                StoreException.class, () -> hasty.store(List.of(Records.plain(2))));

        assertThat(silent.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);
        database.proxy().restore();
        Eventually.equals(() -> stores(hasty, Records.plain(2)), true);
        Eventually.equals(database::connections, 1L);
        hasty.close();
        Eventually.equals(database::connections, 0L);
    }

    /** A busy machine may take longer than a hasty store waits: then it is tried again. */
    private static boolean stores(PgRecordStore to, InferenceRecord record) {
        try {
            to.store(List.of(record));
            return true;
        } catch (StoreException late) {
            assertThat(late.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void failuresLeaveNoConnectionBehind() throws Exception {
        for (int i = 0; i < 30; i++) {
            database.proxy().cutBefore(i % 2 == 0 ? "COMMIT" : "insert into attempt");
            assertThat(fail(Records.plain(i)).kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);
            store.store(List.of(Records.plain(i)));
        }
        Eventually.equals(database::connections, 1L);
    }

    @Test
    void contentThatTheDatabaseRefusesIsToldFromAnOutage() throws Exception {
        PgRecordStore dear = new PgRecordStore(
                vertx,
                database.options(),
                (model, tokens, at) -> BigDecimal.TEN.pow(40),
                (experiment, variant) -> {});

        StoreException refused = catchThrowableOfType(
                StoreException.class, () -> dear.store(List.of(Records.plain(2))));

        assertThat(refused.kind()).isEqualTo(StoreException.Kind.REFUSED);
        assertThat(refused).hasMessageContaining("numeric field overflow");
        dear.close();
    }

    @Test
    void missingTablesAreMadeAgain() throws Exception {
        store.store(List.of(Records.plain(1)));
        database.execute("drop schema public cascade; create schema public");

        assertThat(fail(Records.plain(2)).kind()).isEqualTo(StoreException.Kind.UNPREPARED);
        store.prepare();
        store.store(List.of(Records.plain(2)));

        assertThat(database.count("select count(*) from inference")).isEqualTo(1);
    }

    private StoreException fail(InferenceRecord it) {
        return catchThrowableOfType(StoreException.class, () -> store.store(List.of(it)));
    }
}
