package dev.sluice.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.evaluation.LabelFinder.Found;
import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

class LabelsFileTest {
    private static final String ID = "01890a5d-ac96-774b-bcce-b302099a8057";
    private static final String VALID = """
            {"model": "tuned", "score": 0.83, "correct": true}
            {"model": "tuned", "score": 1, "correct": false, "prompt": "left alone", "id": null}

            {"id": "%s", "correct": true}
            """.formatted(ID);

    private final List<UUID> asked = new ArrayList<>();
    private Found found = new Found("base", 0.25, "logprobs", null);

    private final Mutator mutator = new Mutator(
            "{",
            "}",
            "[",
            "\"",
            ":",
            "\n",
            "\r\n",
            "\\u0000",
            "\"id\"",
            "\"score\": 2",
            "true",
            "null",
            "1e999",
            "NaN",
            "-0",
            "\uFEFF",
            "\u2028",
            ID);

    @Test
    void readsScoresAndLooksInferencesUp() throws Exception {
        assertThat(read(VALID))
                .containsExactly(
                        new Label(1, "tuned", 0.83, true, null),
                        new Label(2, "tuned", 1, false, null),
                        new Label(4, "base", 0.25, true, "logprobs"));
        assertThat(asked).containsExactly(UUID.fromString(ID));
    }

    @Test
    void tellsEveryBadLineAndAsksForNothingThen() {
        assertThat(problems("""
                        {"model": "a", "score": 1.5, "correct": "yes"}
                        {"score": 0.5, "correct": true}
                        [1]
                        {"id": "abc", "correct": true}
                        {"id": "%1$s", "score": 0.5, "correct": true}
                        {"id": "%1$s", "correct": true}
                        {"id": "%1$s", "correct": false}
                        {"model":
                        """.formatted(ID)))
                .startsWith(
                        "labels.jsonl:1: correct is \"yes\", expected true or false",
                        "labels.jsonl:1: score is 1.5, expected a number from 0 to 1",
                        "labels.jsonl:2: model is missing, expected a text of 1 to 512 characters",
                        "labels.jsonl:3: is a list of 1, expected a JSON object",
                        "labels.jsonl:4: id is \"abc\", expected the UUID that an answer's "
                                + "x-request-id gave",
                        "labels.jsonl:5: id is \"" + ID
                                + "\", expected either an id, or a model and a score",
                        "labels.jsonl:7: id is \"" + ID
                                + "\", expected each inference once: line 6 has it")
                .hasSize(8)
                .last()
                .asString()
                .startsWith("labels.jsonl:8: is not valid JSON: ");
        assertThat(asked).isEmpty();
    }

    @Test
    void countsProblemsBeyondTheFirstTwenty() {
        assertThat(problems("{}\n".repeat(30)))
                .hasSize(21)
                .endsWith(
                        "labels.jsonl:7: model is missing, expected a text of 1 to 512 characters",
                        "and 70 more");
    }

    @Test
    void twentyProblemsAreAll() {
        assertThat(problems("{\"score\": 1, \"correct\": true}\n".repeat(20)))
                .hasSize(20)
                .last()
                .asString()
                .startsWith("labels.jsonl:20: ");
    }

    @Test
    void takesALineOfSixtyFourKibibytes() throws Exception {
        String label = "{\"model\": \"a\", \"score\": 0, \"correct\": true}";
        String longest = label + " ".repeat(LabelsFile.LONGEST_LINE - label.length());

        assertThat(read(longest + "\n" + longest)).hasSize(2);
        assertThat(problems(longest + " \n"))
                .containsExactly("labels.jsonl:1: is longer than 65536 bytes");
    }

    @Test
    void tellsWhatTheGatewayDoesNotKnow() {
        found = Found.nothing("an inference that was answered; this one was not");

        assertThat(problems(VALID))
                .containsExactly("labels.jsonl:4: id is \"" + ID
                        + "\", expected an inference that was answered; this one was not");
    }

    @Test
    void givesUpWhereNothingCanBeLookedUp() {
        LabelFinder broken = id -> {
            throw new IOException("no gateway");
        };

        assertThatThrownBy(() -> new LabelsFile("labels.jsonl", broken).read(in(VALID)))
                .isInstanceOf(IOException.class)
                .hasMessage("no gateway");
    }

    @Test
    void refusesAFileWithoutLabels() {
        assertThat(problems("\n \r\n")).containsExactly("labels.jsonl: there are no labels in it");
    }

    @Test
    void refusesALineThatIsTooLongAndReadsOn() {
        String longest = "{\"model\": \"" + "a".repeat(LabelsFile.LONGEST_LINE) + "\"}\n";

        assertThat(problems(longest + "{\"model\": 1, \"score\": 0, \"correct\": true}"))
                .containsExactly(
                        "labels.jsonl:1: is longer than 65536 bytes",
                        "labels.jsonl:2: model is 1, expected a text of 1 to 512 characters");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin = "{\"model\": \"\u00e9\", \"score\": 0, \"correct\": true}"
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(
                        () -> new LabelsFile("f", this::find).read(new ByteArrayInputStream(latin)))
                .hasMessage("f:1: is not valid JSON: it is not UTF-8");
    }

    @Test
    void takesTheLastLineWithoutAnEnd() throws Exception {
        assertThat(read("{\"model\": \"a\", \"score\": 0, \"correct\": true}")).hasSize(1);
        assertThat(read("{\"model\": \"a\", \"score\": 0, \"correct\": true}\r\n"))
                .hasSize(1);
    }

    @Test
    void neverThrowsAnythingElseForAMutatedFile() {
        int[] seen = {0, 0};
        Fuzz.check(
                5_000,
                random -> mutator.mutate(Fuzz.utf8(VALID), random.nextInt(1, 4), random),
                (bytes, random) -> {
                    try {
                        for (Label label : new LabelsFile("f", this::find)
                                .read(new ByteArrayInputStream(bytes))) {
                            Fuzz.same(label.score() >= 0 && label.score() <= 1, true);
                        }
                        seen[0]++;
                    } catch (BadLabelsException e) {
                        for (String problem : e.problems()) {
                            Fuzz.same(
                                    problem.chars().allMatch(it -> it >= ' ' && it != 0x2028),
                                    true);
                        }
                        seen[1]++;
                    }
                });
        assertThat(seen[0]).isPositive();
        assertThat(seen[1]).isPositive();
    }

    private Found find(UUID id) {
        asked.add(id);
        return found;
    }

    private List<Label> read(String text) throws Exception {
        return new LabelsFile("labels.jsonl", this::find).read(in(text));
    }

    private List<String> problems(String text) {
        try {
            throw new AssertionError("read: " + read(text));
        } catch (BadLabelsException e) {
            return e.problems();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(Fuzz.utf8(text));
    }
}
