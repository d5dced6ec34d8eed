package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.FaultClient.Got;
import dev.sluice.vocabulary.Outcome;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One inference that was spoilt, in the words of the table; made only if what must hold of every
 * one holds.
 */
record FaultObservation(
        String client, String upstream, String outcome, String recorded, String nextRung) {
    private static final String DONE = "[DONE]";

    static FaultObservation of(FaultRun run, JsonObject record, String nextRung) {
        String client = client(run.got());
        assertAgreement(run, record);
        return new FaultObservation(
                client,
                run.upstreamSaw(),
                "`" + record.getString("outcome") + "`, " + record.getString("party"),
                recorded(record),
                nextRung);
    }

    /** What the client got. */
    static String client(Got got) {
        if (got.status() == 0) {
            assertThat(got.end()).isEqualTo(Got.End.LEFT);
            return "–";
        }
        if (got.status() != 200) {
            return refusal(got);
        }
        return got.isStream() ? stream(got) : document(got);
    }

    private static String refusal(Got got) {
        assertThat(got.end()).isEqualTo(Got.End.WHOLE);
        assertThat(got.headers().get("content-type")).isEqualTo("application/json");
        StringBuilder words = new StringBuilder().append(got.status());
        JsonObject document = new JsonObject(got.body());
        assertThat(document.fieldNames()).containsExactly("error");
        words.append(error(document.getValue("error"), " with the upstream's error"));
        for (String name : List.of("retry-after", "x-should-retry")) {
            String value = got.headers().get(name);
            words.append(value == null ? "" : ", `" + name + ": " + value + "`");
        }
        return words.toString();
    }

    /**
     * The gateway's own error by its code, all four fields being there; or that it is the
     * upstream's.
     */
    private static String error(Object error, String upstreams) {
        if (error instanceof JsonObject own && "upstream_error".equals(own.getString("type"))) {
            assertThat(own.fieldNames())
                    .containsExactlyInAnyOrder("message", "type", "param", "code");
            assertThat(own.getString("message")).isNotBlank();
            return " `" + own.getString("code") + "`";
        }
        return upstreams;
    }

    private static String stream(Got got) {
        List<String> data = got.data();
        StringBuilder words = new StringBuilder("200");
        if (got.tokens() > 0) {
            words.append(", ").append(tokens(got.tokens()));
        }
        if (got.end() == Got.End.LEFT) {
            return words.toString();
        }
        assertThat(got.end()).isEqualTo(Got.End.WHOLE);
        String last = data.getLast();
        if (last.equals(DONE)) {
            assertThat(data.stream().filter(DONE::equals)).hasSize(1);
            return words + ", `[DONE]`";
        }
        assertThat(data).doesNotContain(DONE);
        assertThat(got.body()).endsWith("data: " + last + "\n\n");
        return words + ", error event"
                + error(new JsonObject(last).getValue("error"), " of the upstream");
    }

    private static String document(Got got) {
        return switch (got.end()) {
            case WHOLE -> "200, " + got.body();
            case CUT ->
                "200, part of the document, then the connection is cut (over HTTP/2: the stream "
                        + "is reset)";
            case LEFT -> "200";
        };
    }

    private static String recorded(JsonObject record) {
        List<String> words = new ArrayList<>();
        String code = record.getString("error_code");
        words.add((record.getInteger("status") == null ? "no status" : record.getInteger("status"))
                + (code == null ? "" : " `" + code + "`"));
        JsonArray attempts = record.getJsonArray("attempts");
        List<String> results = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            results.add("`" + attempts.getJsonObject(i).getString("result") + "`");
        }
        words.add((attempts.size() == 1 ? "attempt " : "attempts ") + String.join(", ", results));
        Long tokens = record.getLong("completion_tokens");
        if (tokens != null) {
            words.add(tokens > 3 ? "the tokens that passed" : tokens(tokens));
        }
        return String.join("; ", words);
    }

    private static String tokens(long count) {
        return count == 1 ? "1 token" : count + " tokens";
    }

    /** What client and record must agree on, whatever the fault. */
    private static void assertAgreement(FaultRun run, JsonObject record) {
        Got got = run.got();
        String outcome = record.getString("outcome");
        assertThat(Arrays.stream(Outcome.values()).map(Outcome::label)).contains(outcome);
        assertThat(record.getBoolean("streaming")).isEqualTo(run.how().streaming());
        if (got.status() != 0) {
            assertThat(record.getString("id")).isEqualTo(got.headers().get("x-request-id"));
            assertThat(record.getInteger("status")).isEqualTo(got.status());
        }
        if (got.end() == Got.End.LEFT) {
            assertThat(outcome).isEqualTo(Outcome.CLIENT_CANCELLED.label());
        } else if (got.isStream()) {
            assertThat(
                            record.getLong("completion_tokens") == null
                                    ? 0
                                    : record.getLong("completion_tokens"))
                    .isEqualTo(got.tokens());
            assertThat(record.getLong("bytes_out")).isEqualTo(got.body().length());
            assertThat(record.getString("error_code") == null)
                    .isEqualTo(got.data().getLast().equals(DONE));
        }
        boolean committed = record.getJsonArray("attempts").stream()
                .anyMatch(attempt -> ((JsonObject) attempt).getBoolean("committed"));
        assertThat(record.getInteger("rung") != null).isEqualTo(committed);
        if (got.status() >= 400) {
            assertThat(committed).isFalse();
            assertThat(record.getString("error_code")).isNotNull();
        }
    }
}
