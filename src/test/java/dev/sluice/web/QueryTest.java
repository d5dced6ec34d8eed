package dev.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class QueryTest {
    private static final List<String> KNOWN = List.of("state", "since", "id", "limit");
    private static final String EXPECTED_LIMIT = "a whole number from 1 to 100";

    private final Faults faults = new Faults();

    @Test
    void readsWhatIsGivenAndNothingWhereNothingIs() {
        Query query = query(
                "state=running",
                "since=2026-11-21",
                "id=0193b3a5-0000-7000-8000-000000000000",
                "limit=7");

        assertThat(query.oneOf("state", List.of("stopped", "running"))).isEqualTo("running");
        assertThat(query.moment("since")).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
        assertThat(query.id("id", "an id"))
                .isEqualTo(UUID.fromString("0193b3a5-0000-7000-8000-000000000000"));
        assertThat(query.limit(50, 100)).isEqualTo(7);
        Query none = query();
        assertThat(none.oneOf("state", List.of("pending"))).isNull();
        assertThat(none.moment("since")).isNull();
        assertThat(none.limit(50, 100)).isEqualTo(50);
        assertThat(faults.fields()).isEmpty();
    }

    @Test
    void tellsOfEverythingThatDoesNotFitAtOnce() {
        Query query = query("stat=x", "state=runing", "since=now", "limit=101", "q=1");

        query.oneOf("state", List.of("stopped", "running"));
        query.moment("since");
        query.id("id", "an id");
        query.limit(50, 100);

        assertThat(faults.fields())
                .containsExactly(
                        field("stat", "x", "no such parameter, did you mean state?"),
                        field("q", "1", "no such parameter, did you mean id?"),
                        field("state", "runing", "one of stopped, running, did you mean running?"),
                        field("since", "now", Forms.MOMENT),
                        field("id", "missing", "an id"),
                        field("limit", "101", EXPECTED_LIMIT));
        assertThatThrownBy(faults::check)
                .isInstanceOf(ProblemException.class)
                .hasMessage("stat is 'x', expected no such parameter, did you mean state?; and 5 "
                        + "more, see errors");
    }

    @Test
    void aNameGivenTwiceIsReadAsNone() {
        Map<String, List<String>> parameters = Map.of("state", List.of("a", "b"));
        List<String> told = new ArrayList<>();

        Query query = Query.of(parameters, KNOWN, faults, (name, value) -> told.add(name));

        assertThat(query.text("state")).isNull();
        assertThat(told).isEmpty();
        assertThat(faults.fields()).containsExactly(field("state", "a, b", "one value"));
    }

    @Test
    void aLimitIsAWholeNumber() {
        for (String wrong : List.of("0", "-1", "1.5", "010", "", "9999999999")) {
            query("limit=" + wrong).limit(50, 100);
        }

        assertThat(faults.fields())
                .hasSize(6)
                .allSatisfy(it -> assertThat(it.expected()).isEqualTo(EXPECTED_LIMIT));
    }

    @Test
    void aVersionIsWrittenAsHttpOrPeopleWriteIt() {
        assertThat(IfMatch.version("\"3\"", faults)).isEqualTo(3);
        assertThat(IfMatch.version("W/\"3\"", faults)).isEqualTo(3);
        assertThat(IfMatch.version("3", faults)).isEqualTo(3);
        assertThat(IfMatch.version("*", faults)).isNull();
        assertThat(IfMatch.version(null, faults)).isNull();
        assertThat(faults.isEmpty()).isTrue();

        assertThat(IfMatch.version("\"0\"", faults)).isNull();
        assertThat(faults.fields())
                .containsExactly(field("If-Match", "\"0\"", "a version such as \"3\""));
    }

    @Test
    void noMoreIsToldThanAnybodyMends() {
        for (int i = 0; i < 60; i++) {
            faults.add("f" + i, "x", "y");
        }

        assertThatThrownBy(faults::check)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        it -> assertThat(it.problem().errors()).hasSize(50));
    }

    private Query query(String... parameters) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String parameter : parameters) {
            String[] both = parameter.split("=", 2);
            query.put(both[0], List.of(both[1]));
        }
        return Query.of(query, KNOWN, faults);
    }

    private static Problem.Field field(String name, String value, String expected) {
        return new Problem.Field(name, value, expected);
    }
}
