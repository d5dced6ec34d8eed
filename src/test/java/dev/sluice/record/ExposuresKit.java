package dev.sluice.record;

import dev.sluice.vocabulary.AssignmentKind;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Stored inferences of an experiment, each test on a database of its own. */
abstract class ExposuresKit {
    static final String SUMS =
            "select concat_ws(' ', unit, variant, stage, inferences, ended, completed, fallbacks,"
                    + " confidence_n, confidence_sum, first_token_n, first_token_us, duration_n, "
                    + "duration_us, tokens_n, tokens,"
                    + " cost_n, cost, to_char(last_at at time zone 'UTC', 'HH24:MI:SS.US')) from "
                    + "unit_outcome"
                    + " order by experiment, unit, variant, stage";

    private final Vertx vertx = Vertx.vertx();
    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    OwnDatabase database;
    PgRecordStore store;

    @BeforeEach
    void open() throws Exception {
        database = new OwnDatabase();
        store = store();
        store.prepare();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        database.close();
        vertx.close();
    }

    PgRecordStore store() {
        return new PgRecordStore(
                vertx,
                database.options(),
                (model, tokens, at) -> tokens.prompt() < 0 ? null : new BigDecimal("0.0000001234"),
                (experiment, variant) -> told.add(experiment + ' ' + variant));
    }

    static InferenceRecord enrolled(long number, String unit, String variant) {
        return enrolled(number, unit, variant, 2);
    }

    static InferenceRecord enrolled(long number, String unit, String variant, int stage) {
        return Records.served(
                Records.plain(number),
                unit,
                Served.of("slang-v2", variant, stage, AssignmentKind.ENROLLED));
    }
}
