package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.database.Migrations;
import dev.sluice.vocabulary.VerdictKind;

import io.vertx.pgclient.PgConnectOptions;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the store writes. */
class PgRecordStoreTest extends RecordStoreKit {
    @Test
    void everyMigrationIsInTheList() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources", Migrations.DIRECTORY))) {
            assertThat(Migrations.FILES)
                    .as("Migrations.FILES names every file in %s", Migrations.DIRECTORY)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void everyFieldArrives() throws Exception {
        store.store(List.of(Records.full(1), Records.empty(2), Records.plain(3)));

        assertThat(database.column("select row_to_json(i) from inference i order by id"))
                .containsExactly(
                        row(PLAIN, Records.plain(3)),
                        row(FULL, Records.full(1)),
                        row(EMPTY, Records.empty(2)));
        assertThat(database.column(
                        "select row_to_json(a) from attempt a order by inference_id, ordinal"))
                .containsExactly(
                        row(PLAIN_ATTEMPT, Records.plain(3)),
                        row(FAILED_ATTEMPT, Records.full(1)),
                        row(ANSWERED_ATTEMPT, Records.full(1)));
        assertThat(database.column(
                        "select encode(request, 'hex') || ' ' || encode(answer, 'hex') || ' ' || "
                                + "answer_cut"
                                + " from inference_text"))
                .containsExactly("7b2261223a22f09f9a80227d 00ff7f80 true");
    }

    private static final String PLAIN = """
            {"id":"ID","started_at":"2026-11-21T10:00:00.000003+00:00","operation":"chat_completions","route":"slang",
            "requested_model":"slang","served_model":"ft:gpt-4o-mini:team::abc","model":"slang-tuned","streaming":true,
            "key_name":"chat-app","unit":"user-3","outcome":"completed","party":"upstream","status":200,
            "error_code":null,"rung":1,"bytes_in":512,"bytes_out":20000,"first_token_us":6000,"mean_gap_us":300,
            "worst_gap_us":900,"duration_us":41000,"overhead_us":70,"prompt_tokens":20,"cached_tokens":4,
            "completion_tokens":100,"tokens_reported":true,"cost":0.0000001234,"confidence":null,
            "confidence_source":null,"calibrated":null,"verdict":null,"fallbacks":0,"experiment":null,"variant":null,"stage":null,
            "assignment":null,"shadow_of":null,"similarity":null}""";

    private static final String FULL = """
            {"id":"ID","started_at":"2026-11-21T10:00:00.123456+00:00","operation":"chat_completions",
            "route":"slang \uD83E\uDD80","requested_model":"slang \uFFFD \u20AC","served_model":"served \uD83D\uDE80",
            "model":"base","streaming":false,"key_name":"key","unit":"unit \uD834\uDD1E","outcome":"completed",
            "party":"upstream","status":200,"error_code":"upstream_cut","rung":2,"bytes_in":2147483648,
            "bytes_out":9223372036854775807,"first_token_us":0,"mean_gap_us":null,"worst_gap_us":0,"duration_us":0,
            "overhead_us":1099511627,"prompt_tokens":1,"cached_tokens":2,"completion_tokens":9223372036854775807,
            "tokens_reported":false,"cost":0.0000001234,"confidence":null,"confidence_source":"none","calibrated":false,
            "verdict":"unscored","fallbacks":1,"experiment":"slang-v2","variant":"kandidat-1","stage":3,
            "assignment":"shadow","shadow_of":"01a1fd8c-6900-7000-8000-00000000004d","similarity":0.875}""";

    private static final String EMPTY = """
            {"id":"ID","started_at":"1970-01-01T00:00:00+00:00","operation":"","route":"","requested_model":"",
            "served_model":null,"model":null,"streaming":false,"key_name":null,"unit":null,
            "outcome":"client_cancelled","party":"client","status":0,"error_code":null,"rung":0,"bytes_in":0,
            "bytes_out":0,"first_token_us":null,"mean_gap_us":null,"worst_gap_us":null,"duration_us":0,"overhead_us":0,
            "prompt_tokens":null,"cached_tokens":null,"completion_tokens":null,"tokens_reported":false,"cost":null,"confidence":null,
            "confidence_source":null,"calibrated":null,"verdict":null,"fallbacks":0,"experiment":null,"variant":null,"stage":null,
            "assignment":null,"shadow_of":null,"similarity":null}""";

    private static final String PLAIN_ATTEMPT = """
            {"inference_id":"ID","ordinal":1,"rung":1,"model":"slang-tuned","upstream":"openai",
            "sent_model":"ft:gpt-4o-mini:team::abc","served_model":"ft:gpt-4o-mini:team::abc","result":"completed",
            "status":200,"committed":true,"started_us":12,"head_us":3400,"first_token_us":5600,"duration_us":40000,
            "prompt_tokens":20,"cached_tokens":4,"completion_tokens":100,"tokens_reported":true,"cost":0.0000001234,"purpose":"answer",
            "verdict":null,"confidence_source":null,"verdict_reason":null,"raw_score":null,"confidence":null,
            "calibrated":null,"threshold":null,"window_tokens":null,"window_bytes":null,"window_opened_us":null,
            "window_closed_us":null}""";

    private static final String FAILED_ATTEMPT = """
            {"inference_id":"ID","ordinal":1,"rung":1,"model":"erste \u00fc","upstream":"\u00f6ffen",
            "sent_model":"\u6a21\u578b","served_model":null,"result":"upstream_failed","status":503,"committed":false,
            "started_us":0,"head_us":null,"first_token_us":null,"duration_us":4611686018427387,"prompt_tokens":null,
            "cached_tokens":0,"completion_tokens":null,"tokens_reported":false,"cost":null,"purpose":"answer","verdict":"unsure",
            "confidence_source":"logprobs","verdict_reason":"too short ü","raw_score":0.25,"confidence":0.125,
            "calibrated":true,"threshold":0.8,"window_tokens":16,"window_bytes":8589934592,"window_opened_us":1,
            "window_closed_us":9000}""";

    private static final String ANSWERED_ATTEMPT = """
            {"inference_id":"ID","ordinal":2,"rung":2,"model":"base","upstream":"upstream","sent_model":"sent",
            "served_model":"served \uD83D\uDE80","result":"completed","status":200,"committed":true,"started_us":2,
            "head_us":3,"first_token_us":4,"duration_us":5,"prompt_tokens":1,"cached_tokens":2,
            "completion_tokens":9223372036854775807,"tokens_reported":false,"cost":0.0000001234,"purpose":"retry",
            "verdict":"unscored","confidence_source":"none","verdict_reason":null,"raw_score":null,"confidence":null,
            "calibrated":false,"threshold":null,"window_tokens":0,"window_bytes":0,"window_opened_us":null,
            "window_closed_us":7}""";

    @Test
    void anInferenceHasTheJudgementOfTheAttemptThatAnswered() throws Exception {
        store.store(List.of(Records.withAttempts(
                Records.plain(1),
                2,
                Records.attempt(1, 1, "answer", "unsure", false, judged("unsure", 0.25, true)),
                Records.attempt(2, 2, "answer", "completed", true, judged("best", 0.5, false)))));

        assertThat(database.column(
                        "select concat_ws(' ', confidence, confidence_source, calibrated, "
                                + "verdict, fallbacks)"
                                + " from inference"))
                .containsExactly("0.5 logprobs f best 1");
    }

    @Test
    void everyCallCountsInTheCost() throws Exception {
        store.store(List.of(Records.withAttempts(
                Records.plain(1),
                1,
                Records.attempt(1, 1, "answer", "completed", true, null),
                Records.attempt(2, 1, "sample", "completed", false, null),
                Records.attempt(3, 1, "sample", "completed", false, null),
                Records.attempt(4, 1, "verifier", "completed", false, null),
                Records.attempt(5, 2, "hedge", "lost", false, null))));

        assertThat(database.column("select cost from inference")).containsExactly("0.0000006170");
        assertThat(database.column("select cost from attempt order by ordinal"))
                .hasSize(5)
                .containsOnly("0.0000001234");
    }

    @Test
    void whatIsThereStaysWhenTheTablesAreBroughtUpToDate() throws Exception {
        try (OwnDatabase old = new OwnDatabase()) {
            old.execute(Files.readString(
                    Path.of("src/main/resources", Migrations.DIRECTORY, "V1__inferences.sql")));
            PgConnectOptions options = old.options();
            Flyway.configure()
                    .dataSource(
                            "jdbc:postgresql://127.0.0.1:" + options.getPort() + "/"
                                    + options.getDatabase(),
                            options.getUser(),
                            options.getPassword())
                    .baselineVersion("1")
                    .load()
                    .baseline();
            for (String day : List.of("2026-11-20", "2026-11-21")) {
                old.execute("""
                        select ensure_partition(parent, '%1$s') from unnest(array['inference', 'attempt']) parent;
                        insert into inference (id, started_at, operation, route, requested_model, streaming, outcome,
                            party, status, rung, bytes_in, bytes_out, duration_us, overhead_us, tokens_reported)
                        values (day_start('%1$s'), '%1$s', 'chat_completions', 'slang', 'slang', true, 'completed',
                            'upstream', 200, 1, 1, 1, 1, 1, true);
                        insert into attempt (inference_id, ordinal, rung, model, upstream, sent_model, result, status,
                            committed, started_us, duration_us, tokens_reported)
                        values (day_start('%1$s'), 1, 1, 'tuned', 'openai', 'ft', 'completed', 200, true, 0, 1, true)
                        """.formatted(day));
            }

            PgRecordStore updated = new PgRecordStore(
                    vertx, options, (model, tokens, at) -> null, (experiment, variant) -> {});
            updated.prepare();
            updated.store(List.of(
                    Records.full(1), Records.plain(Records.id(Records.TIME + 86_400_000L, 2), 2)));
            updated.close();

            assertThat(old.column(
                            "select concat_ws(' ', to_char(started_at at time zone 'UTC', 'DD "
                                    + "HH24'), outcome,"
                                    + " verdict, fallbacks) from inference order by id"))
                    .containsExactly(
                            "20 00 completed",
                            "21 00 completed",
                            "21 10 completed unscored 1",
                            "21 10 completed 0");
            assertThat(old.column(
                            "select concat_ws(' ', tableoid::regclass, purpose, verdict) from "
                                    + "attempt"
                                    + " order by inference_id, ordinal"))
                    .containsExactly(
                            "attempt_20261120 answer",
                            "attempt_20261121 answer",
                            "attempt_20261121 answer unsure",
                            "attempt_20261121 retry unscored",
                            "attempt_20261122 answer");
            assertThat(old.column(
                            "select version from flyway_schema_history order by installed_rank"))
                    .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        }
    }

    private static Judgement judged(String verdict, double confidence, boolean calibrated) {
        return new Judgement(
                VerdictKind.WORDS.read(verdict),
                "logprobs",
                null,
                0.1,
                confidence,
                calibrated,
                0.8,
                16,
                1204,
                1_000,
                2_000);
    }

    private static String row(String expected, InferenceRecord it) {
        return expected.replace("ID", it.id().toString()).replace("\n", "");
    }
}
