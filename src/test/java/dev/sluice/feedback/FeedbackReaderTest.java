package dev.sluice.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.common.Ids;
import dev.sluice.vocabulary.FeedbackKind;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.UUID;

class FeedbackReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:00:00Z");
    private static final UUID ID = id(NOW.minusSeconds(60));

    @Test
    void readsEverythingThatOneObjectSays() {
        FeedbackBody posted = read("""
                {"inference":"%s","id":"c-1","user":"u-1","rating":4,"thumbs":"down","name":"resolved","value":true,
                 "comment":"Not bad.\\nBut slow."}""".formatted(ID));

        assertThat(posted.isBatch()).isFalse();
        assertThat(posted.items()).singleElement().satisfies(item -> {
            assertThat(item.errors()).isEmpty();
            assertThat(item.inference()).isEqualTo(ID);
            assertThat(item.said())
                    .containsExactly(
                            new Entry(ID, "c-1", "u-1", "rating", FeedbackKind.RATING, 4.0, null),
                            new Entry(ID, "c-1", "u-1", "thumbs", FeedbackKind.THUMBS, 0.0, null),
                            new Entry(ID, "c-1", "u-1", "resolved", FeedbackKind.TRUTH, 1.0, null),
                            new Entry(
                                    ID,
                                    "c-1",
                                    "u-1",
                                    "comment",
                                    FeedbackKind.COMMENT,
                                    null,
                                    "Not bad.\nBut slow."));
        });
    }

    @Test
    void theSameThingIsThatOfTheSameGiver() {
        assertThat(said("\"id\":\"x\",\"user\":\"u\",\"rating\":1").key())
                .isEqualTo(new Entry.Key(ID, "id:x", "rating"));
        assertThat(said("\"user\":\"u\",\"rating\":1").key())
                .isEqualTo(new Entry.Key(ID, "unit:u", "rating"));
        assertThat(said("\"rating\":1").key()).isEqualTo(new Entry.Key(ID, "", "rating"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "3.5         | NUMBER | 3.5  |",
                "-1e15       | NUMBER | -1e15 |",
                "false       | TRUTH  | 0    |",
                "\"fr-CA é\" | TEXT   |      | fr-CA é",
            })
    void readsValues(String json, FeedbackKind kind, Double number, String text) {
        Entry said = said("\"name\":\"a.b-c_1\",\"value\":" + json);

        assertThat(said).isEqualTo(new Entry(ID, null, null, "a.b-c_1", kind, number, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"rating\":0        | rating | 0      | a whole number from 1 to 5",
                "\"rating\":6        | rating | 6      | a whole number from 1 to 5",
                "\"rating\":4.5      | rating | 4.5    | a whole number from 1 to 5",
                "\"rating\":\"4\"    | rating | \"4\"  | a whole number from 1 to 5",
                "\"rating\":1e999    | rating | Infinity | a whole number from 1 to 5",
                "\"thumbs\":true     | thumbs | true   | up or down",
                "\"thumbs\":\"Up\"   | thumbs | \"Up\" | up or down",
                "\"comment\":\"\"    | comment | \"\"  | a text of 1 to 2000 characters",
                "\"comment\":\"a\\u0000\" | comment | \"a\\u0000\" | a text of 1 to 2000 "
                        + "characters",
                "\"comment\":\"\\ud800\" | comment | \"?\" | a text of 1 to 2000 characters",
                "\"rating\":1,\"user\":\"a\\nb\" | user | \"a\\nb\" | one line of 1 to 200 "
                        + "characters",
                "\"rating\":1,\"id\":7 | id   | 7      | one line of 1 to 200 characters",
                "\"rating\":1,\"ratng\":2 | ratng | 2  | no such field, did you mean rating?",
                "\"id\":\"only\"     | rating | missing | at least one of rating, thumbs, name "
                        + "with value, comment",
                "\"name\":\"x\"      | value  | missing | a number from -1e15 to 1e15, true, "
                        + "false, or one line of 1 to 200 characters",
                "\"name\":\"x\",\"value\":2e15 | value | 2.0E15 | a number from -1e15 to 1e15, "
                        + "true, false, or one line of 1 to 200 characters",
                "\"name\":\"x\",\"value\":[1] | value | a list of 1 | a number from -1e15 to "
                        + "1e15, true, false, or one line of 1 to 200 characters",
                "\"value\":1         | name   | missing | a name for the value: lower case, "
                        + "digits, '_', '.' or '-', at most 64 characters, none of rating, "
                        + "thumbs, comment",
                "\"name\":\"rating\",\"value\":1 | name | \"rating\" | a name for the value: "
                        + "lower case, digits, '_', '.' or '-', at most 64 characters, none of "
                        + "rating, thumbs, comment",
            })
    void namesWhatIsWrong(String fields, String field, String value, String expected) {
        Item item =
                read("{\"inference\":\"" + ID + "\"," + fields + "}").items().getFirst();

        assertThat(item.errors()).containsExactly(new Problem.Field(field, value, expected));
        assertThat(item.said()).isEmpty();
    }

    @Test
    void namesEveryMistakeAtOnce() {
        Item item =
                read("{\"inference\":\"1-1-1-1-1\",\"rating\":9,\"thumbs\":\"left\",\"usr\":\"u\"}")
                        .items()
                        .getFirst();

        assertThat(item.errors())
                .extracting(Problem.Field::field)
                .containsExactly("usr", "inference", "rating", "thumbs");
    }

    @Test
    void doesNotTellOfThousandsOfUnknownFields() {
        StringBuilder json = new StringBuilder("{\"inference\":\"" + ID + "\",\"rating\":1");
        for (int i = 0; i < 5000; i++) {
            json.append(",\"f").append(i).append("\":1");
        }

        assertThat(read(json + "}").items().getFirst().errors()).hasSize(8);
    }

    @Test
    void refusesAnIdWhoseTimeIsToCome() {
        UUID ahead = id(NOW.plus(Duration.ofMinutes(2)));
        UUID skewed = id(NOW.plus(Duration.ofSeconds(59)));

        assertThat(read("{\"inference\":\"" + ahead + "\",\"rating\":1}")
                        .items()
                        .getFirst()
                        .errors())
                .containsExactly(new Problem.Field(
                        "inference",
                        "\"" + ahead + "\"",
                        "the id of an answer that was given; this id lies in the future"));
        assertThat(read("{\"inference\":\"" + skewed + "\",\"rating\":1}")
                        .items()
                        .getFirst()
                        .errors())
                .isEmpty();
    }

    @Test
    void takesAListOfAThousand() {
        String one = "{\"inference\":\"" + ID + "\",\"rating\":1}";

        FeedbackBody posted = read("[" + String.join(",", Collections.nCopies(999, one)) + ",7]");

        assertThat(posted.isBatch()).isTrue();
        assertThat(posted.items()).hasSize(1000);
        assertThat(posted.items().getLast().errors())
                .containsExactly(new Problem.Field("item", "7", "an object"));
        assertThat(problem("[" + String.join(",", Collections.nCopies(1001, "1")) + "]")
                        .detail())
                .isEqualTo(
                        "body is 'a list of 1001', expected an object with 'inference', or a list "
                                + "of 1 to 1000 of them");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``            | invalid_parameter | body is 'missing', expected an object",
                "[]            | invalid_parameter | body is 'a list of 0', expected an object",
                "\"x\"         | invalid_parameter | body is '\"x\"', expected an object",
                "{ | invalid_json | the body is not valid JSON: Unexpected end-of-input",
                "{} {}         | invalid_json      | the body is not valid JSON: Trailing token",
                "{\"a\":1,\"a\":2} | invalid_json | the body is not valid JSON: "
                        + "Duplicate field 'a'",
                "[[[[[[[[[[]]]]]]]]]] | invalid_json | the body is not valid JSON: Document "
                        + "nesting depth (9) exceeds",
            })
    void refusesWhatIsNoFeedback(String json, String code, String detail) {
        Problem problem = problem(json);

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.detail()).startsWith(detail);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin = "{\"comment\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(catchThrowableOfType(
                        ProblemException.class, () -> FeedbackReader.read(latin, NOW)))
                .hasMessage("the body is not valid JSON: it is not UTF-8");
    }

    private static Entry said(String fields) {
        Item item =
                read("{\"inference\":\"" + ID + "\"," + fields + "}").items().getFirst();
        assertThat(item.errors()).isEmpty();
        return item.said().getFirst();
    }

    private static FeedbackBody read(String json) {
        return FeedbackReader.read(json.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static Problem problem(String json) {
        return catchThrowableOfType(ProblemException.class, () -> read(json)).problem();
    }

    private static UUID id(Instant at) {
        return Ids.next(Clock.fixed(at, ZoneOffset.UTC));
    }
}
