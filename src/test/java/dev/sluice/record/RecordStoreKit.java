package dev.sluice.record;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.math.BigDecimal;
import java.time.Duration;

/** A store on a database of its own. */
abstract class RecordStoreKit {
    final Vertx vertx = Vertx.vertx();

    OwnDatabase database;
    PgRecordStore store;

    @BeforeEach
    void open() throws Exception {
        database = new OwnDatabase();
        store = store(Duration.ofSeconds(10));
        store.prepare();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        database.close();
        vertx.close();
    }

    PgRecordStore store(Duration patience) {
        return new PgRecordStore(
                vertx,
                database.options(),
                (model, tokens, at) -> tokens.prompt() < 0 ? null : new BigDecimal("0.0000001234"),
                (experiment, variant) -> {},
                patience);
    }
}
