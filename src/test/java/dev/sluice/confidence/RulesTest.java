package dev.sluice.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class RulesTest {
    private static final String PERSON = """
            { "type": "object", "required": [ "name" ], "additionalProperties": false,
              "properties": { "name": { "type": "string" }, "age": { "type": "integer", "minimum": 0 } } }
            """;

    @TempDir
    private Path dir;

    @Test
    void areNoneWhereNoneIsAskedFor() {
        assertThat(Rules.of(false, false, false, null, null)).isSameAs(AnswerRules.NONE);
    }

    @Test
    void tellTheFirstThatIsBroken() throws IOException {
        AnswerRules rules = Rules.of(true, true, true, "deu", schema(PERSON));

        assertThat(rules.broken("\u200b \n", true, false)).isEqualTo("empty");
        assertThat(rules.broken("I cannot assist with that.", true, false)).isEqualTo("refusal");
        assertThat(rules.broken("so ".repeat(20), true, false)).isEqualTo("repetition");
        assertThat(rules.broken(
                        "This is an answer in a language that nobody asked for.", true, false))
                .isEqualTo("language");
        assertThat(rules.broken("Das ist kein JSON.", true, false)).isEqualTo("schema");
        assertThat(rules.broken("{\"name\": \"Ada\"}", true, false)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, false, empty",
        "'', true, true, ",
        "'', false, false, ",
        "'\u00a0\t', true, false, empty",
        "0, true, false, "
    })
    void findAnAnswerEmptyOnlyWhenItIsWhole(
            String text, boolean whole, boolean otherContent, String broken) {
        assertThat(Rules.of(false, false, true, null, null).broken(text, whole, otherContent))
                .isEqualTo(broken);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"Ada\", \"age\": 36}  |",
                "' {\"name\": \"Ada\"}\n'          |",
                "{\"name\": \"Ada\", \"age\": -1}  | schema",
                "{\"name\": \"Ada\", \"x\": 1}     | schema",
                "{\"age\": 36}                     | schema",
                "{\"name\": \"Ada\"                | schema",
                "{\"name\": \"Ada\"} {}            | schema",
                "'```json\n{\"name\": \"Ada\"}\n```' | schema",
                "'Here: {\"name\": \"Ada\"}'       | schema",
                "null                              | schema",
                "''                                | schema",
            })
    void holdAWholeAnswerAgainstTheSchema(String text, String broken) throws IOException {
        AnswerRules rules = Rules.of(false, false, false, null, schema(PERSON));

        assertThat(rules.broken(text, true, false)).isEqualTo(broken);
        assertThat(rules.broken(text, false, false)).isNull();
    }

    @Test
    void leaveAToolCallAlone() throws IOException {
        assertThat(Rules.of(false, false, false, null, schema(PERSON)).broken("", true, true))
                .isNull();
    }

    @Test
    void refuseADocumentThatIsTooDeepToRead() throws IOException {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(Rules.of(false, false, false, null, schema("true")).broken(deep, true, false))
                .isEqualTo("schema");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://json-schema.org/draft-04/schema#",
                "http://json-schema.org/draft-07/schema#",
                "https://json-schema.org/draft/2019-09/schema",
                "https://json-schema.org/draft/2020-12/schema"
            })
    void readASchemaOfAnyDraft(String draft) throws IOException {
        Path file = schema("{ \"$schema\": \"" + draft + "\", \"type\": \"integer\" }");

        assertThat(SchemaFile.problem(file.toString())).isNull();
        assertThat(Rules.of(false, false, false, null, file).broken("\"1\"", true, false))
                .isEqualTo("schema");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ \"type\": \"strin\" }                      | is not a JSON Schema: ",
                "[]                                           | is not a JSON Schema: it is "
                        + "neither an object nor true or false",
                "{ \"type\":                                  | is not JSON: ",
                "{ \"$ref\": \"#/$defs/nowhere\" }            | can't be used as a JSON Schema: ",
                "{ \"$ref\": \"http://127.0.0.1:1/a.json\" }  | can't be used as a JSON Schema: ",
                "{ \"$schema\": \"http://127.0.0.1:1/a\" }    | is not a JSON Schema of a known "
                        + "draft: $schema is \"http://127.0.0.1:1/a\"",
            })
    void sayWhatIsWrongWithASchema(String json, String problem) throws IOException {
        Path file = schema(json);

        assertThat(SchemaFile.problem(file.toString())).startsWith(problem);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.of(false, false, false, null, file));
    }

    @Test
    void readASchemaOfUpToAMebibyte() throws IOException {
        assertThat(SchemaFile.problem(schema(" ".repeat((1 << 20) - 2) + "{}").toString()))
                .isNull();
    }

    @Test
    void sayThatThePathIsNone() {
        assertThat(SchemaFile.problem("a\0b")).isNotNull();
    }

    @Test
    void sayThatAFileCannotBeRead() throws IOException {
        assertThat(SchemaFile.problem(dir.resolve("none.json").toString()))
                .isEqualTo("does not exist");
        assertThat(SchemaFile.problem(dir.toString())).isEqualTo("is not a regular file");
        assertThat(SchemaFile.problem(schema(" ".repeat(1 << 20) + "{}").toString()))
                .isEqualTo("is larger than 1MiB");
    }

    private Path schema(String json) throws IOException {
        return Files.writeString(dir.resolve("schema.json"), json);
    }
}
