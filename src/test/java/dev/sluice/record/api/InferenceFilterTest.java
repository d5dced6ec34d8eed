package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.common.Ids;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class InferenceFilterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "route=slang             | i.route = $1           | slang",
                "model=ft:a/b            | i.model = $1           | ft:a/b",
                "key=x or 1=1 --          | i.key_name = $1        | x or 1=1 --",
                "unit=$2?                | i.unit = $1            | $2?",
                "error_code=rate_limit   | i.error_code = $1      | rate_limit",
                "outcome=client_cancelled | i.outcome = $1        | client_cancelled",
                "party=gateway           | i.party = $1           | gateway",
                "operation=embeddings    | i.operation = $1       | embeddings",
                "status=429              | i.status = $1          | 429",
                "status=5xx              | i.status / 100 = $1    | 5",
                "status=none             | i.status = 0           |",
                "streaming=true          | i.streaming            |",
                "streaming=false         | not i.streaming        |",
                "min_duration=1.5s       | i.duration_us >= $1    | 1500000",
                "min_duration=250ms      | i.duration_us >= $1    | 250000",
                "min_duration=2m         | i.duration_us >= $1    | 120000000",
                "min_confidence=0.8      | i.confidence >= $1     | 0.8",
                "max_confidence=1        | i.confidence <= $1     | 1.0",
                "verdict=unsure          | i.verdict = $1         | unsure",
                "since=2026-11-21T09:30:00Z      | i.id >= $1     | "
                        + "01a1fd70-f1c0-0000-0000-000000000000",
                "since=2026-11-21T10:30:00 01:00 | i.id >= $1     | "
                        + "01a1fd70-f1c0-0000-0000-000000000000",
                "until=1970-01-02        | i.id < $1              | "
                        + "00000526-5c00-0000-0000-000000000000",
                "after=019AA5C0-7d40-7000-8000-000000000000 | i.id < $1 | "
                        + "019aa5c0-7d40-7000-8000-000000000000",
            })
    void turnsAParameterIntoACondition(String given, String condition, String value) {
        InferenceFilter filter = InferenceFilter.of(query(given));

        assertThat(filter.sql())
                .contains("where " + condition + "\norder by i.id desc\nlimit $"
                        + (value == null ? 1 : 2));
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < filter.parameters().size(); i++) {
            parameters.add(filter.parameters().getValue(i));
        }
        assertThat(parameters.stream().map(String::valueOf).toList())
                .isEqualTo(value == null ? List.of("51") : List.of(value, "51"));
    }

    @Test
    void asksForEveryConditionAtOnce() {
        InferenceFilter filter = InferenceFilter.of(query(
                "route=a", "has_text=true", "since=2026-01-01", "until=2026-01-02", "limit=7"));

        assertThat(filter.sql()).endsWith("""
                from inference i
                where i.route = $1
                  and exists (select 1 from inference_text t where t.inference_id = i.id)
                  and i.id >= $2
                  and i.id < $3
                order by i.id desc
                limit $4""");
        assertThat(filter.parameters().getLong(3)).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "route=          | route        |          | text of at most 512 characters",
                "outcome=done    | outcome      | done     | one of completed, client_cancelled, "
                        + "upstream_failed, upstream_timeout, rejected, shed, shutdown, "
                        + "gateway_failed",
                "party=me        | party        | me       | one of client, upstream, gateway",
                "operation=chat  | operation    | chat     | one of chat_completions, "
                        + "completions, embeddings",
                "status=600      | status       | 600      | an HTTP status such as 429, a class "
                        + "such as 5xx, or none",
                "streaming=1     | streaming    | 1        | true or false",
                "since=yesterday | since        | yesterday | a moment such as "
                        + "2026-11-21T09:30:00Z, or a date",
                "since=1969-12-31 | since       | 1969-12-31 | a moment such as "
                        + "2026-11-21T09:30:00Z, or a date",
                "until=2026-02-30 | until       | 2026-02-30 | a moment such as "
                        + "2026-11-21T09:30:00Z, or a date",
                "min_duration=5  | min_duration | 5        | a duration such as 250ms, 1.5s or 2m",
                "min_confidence=1.1 | min_confidence | 1.1 | a number from 0 to 1 such as 0.8",
                "min_confidence=NaN | min_confidence | NaN | a number from 0 to 1 such as 0.8",
                "max_confidence=-0  | max_confidence | -0  | a number from 0 to 1 such as 0.8",
                "max_confidence=1e-1 | max_confidence | 1e-1 | a number from 0 to 1 such as 0.8",
                "min-confidence=0.5 | min-confidence | 0.5 | no such parameter, did you mean "
                        + "min_confidence or max_confidence?",
                "verdict=sure    | verdict      | sure     | one of accepted, unsure, slow, "
                        + "unscored, best",
                "after=1-1-1-1-1 | after        | 1-1-1-1-1 | the next of the page before",
                "limit=0         | limit        | 0        | a whole number from 1 to 500",
                "limit=501       | limit        | 501      | a whole number from 1 to 500",
                "limit=all       | limit        | all      | a whole number from 1 to 500",
                "rout=a          | rout         | a        | no such parameter, did you mean "
                        + "route?",
            })
    void refusesWhatDoesNotFit(String given, String field, String value, String expected) {
        assertThat(errors(query(given)))
                .containsExactly(new Problem.Field(field, value == null ? "" : value, expected));
    }

    @Test
    void tellsAllProblemsAtOnce() {
        Map<String, List<String>> query = query("status=x", "until=2026-01-01", "since=2026-01-01");
        query.put("route", List.of("a", "b"));

        assertThat(errors(query))
                .extracting(Problem.Field::field, Problem.Field::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("status", "x"),
                        org.assertj.core.groups.Tuple.tuple("route", "a, b"),
                        org.assertj.core.groups.Tuple.tuple("until", "2026-01-01"));
    }

    @Test
    void refusesAConfidenceThatNoneCanHave() {
        assertThat(errors(query("min_confidence=0.8", "max_confidence=0.5")))
                .containsExactly(new Problem.Field(
                        "max_confidence", "0.5", "a number not below min_confidence"));
        assertThat(InferenceFilter.of(query("min_confidence=0.5", "max_confidence=0.50"))
                        .conditions())
                .hasSize(2);
    }

    @Test
    void cutsWhatItRepeats() {
        assertThat(errors(query("route=" + "x".repeat(1000))).getFirst().value())
                .hasSize(203);
    }

    @Test
    void putsTheBoundOfAMomentBeforeEveryIdOfIt() {
        Instant moment = Instant.parse("2026-11-21T09:30:00.123Z");
        UUID made = Ids.next(Clock.fixed(moment, ZoneOffset.UTC));
        UUID before = Ids.next(Clock.fixed(moment.minusMillis(1), ZoneOffset.UTC));

        // As the database compares them: byte by byte, which for these is as text.
        assertThat(Ids.first(moment).toString())
                .isLessThan(made.toString())
                .isGreaterThan(before.toString());
    }

    @Test
    void knowsTheDataPlanesWords() {
        assertThat(expected("outcome"))
                .isEqualTo("one of completed, client_cancelled, upstream_failed, "
                        + "upstream_timeout, rejected, shed, shutdown, gateway_failed");
        assertThat(expected("party")).isEqualTo("one of client, upstream, gateway");
        assertThat(expected("operation"))
                .isEqualTo("one of chat_completions, completions, embeddings");
        assertThat(expected("verdict")).isEqualTo("one of accepted, unsure, slow, unscored, best");
    }

    private static String expected(String parameter) {
        return Parameter.ALL.get(parameter).expected();
    }

    private static List<Problem.Field> errors(Map<String, List<String>> query) {
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> InferenceFilter.of(query));
        assertThat(refused.problem().status()).isEqualTo(400);
        return refused.problem().errors();
    }

    private static Map<String, List<String>> query(String... parameters) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            query.put(parameter.substring(0, equals), List.of(parameter.substring(equals + 1)));
        }
        return query;
    }
}
