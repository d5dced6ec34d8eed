package dev.sluice.config.bind;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.config;
import static dev.sluice.config.Reading.problems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;
import dev.sluice.database.DatabaseConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class VariablesTest {
    private static final Variables VARIABLES =
            new Variables(Map.of("A", "one", "B", "t$wo\\", "EMPTY", "", "REF", "${A}")::get);

    @ParameterizedTest
    @CsvSource({
        "plain $ text, plain $ text",
        "${A}, one",
        "<${A}-${B}>, <one-t$wo\\>",
        "${NONE:-other}, other",
        "${NONE:-}x, x",
        "${EMPTY:-other}, other",
        "${A:-other}, one",
        "$${A}, ${A}",
        "$$${A}, $${A}",
        "${REF}, ${A}",
    })
    void fillsTheText(String text, String filled) {
        assertThat(VARIABLES.fill(text).text()).isEqualTo(filled);
        assertThat(VARIABLES.fill(text).problem()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"${", "${}", "${A", "${1A}", "${A-b}", "a ${ b"})
    void refusesWhatIsNotAReference(String text) {
        assertThat(VARIABLES.fill(text).problem())
                .isEqualTo("has a ${ that is not followed by a name and }, expected ${NAME},"
                        + " ${NAME:-default}, or $${ for a plain ${");
    }

    @Test
    void fillsValuesOfEveryType() {
        SluiceConfig config = config(
                SMALL
                        + "listen: { host: '${HOST:-::1}', port: '${PORT}' }\nlimits: { body: "
                        + "'${MIB}MiB' }",
                Map.of("PORT", "99", "MIB", "3"));

        assertThat(config.listen().host()).isEqualTo("::1");
        assertThat(config.listen().port()).isEqualTo(99);
        assertThat(config.limits().body()).isEqualTo(new ByteSize(3 << 20));
    }

    @Test
    void namesTheFieldAndTheVariableThatIsNotSet() {
        assertThat(problems(
                        "upstreams: { a: { provider: openai, url: http://a, key: '${KEY_A}' } }"))
                .containsExactly(
                        "sluice.yaml:1:57: upstreams.a.key needs the environment variable KEY_A,"
                                + " which is not set; set it, or write ${KEY_A:-default}");
    }

    @Test
    void saysThatAVariableIsEmpty() {
        assertThat(problems(
                        "upstreams: { a: { provider: openai, url: http://a, key: '${K}' } }",
                        Map.of("K", "")))
                .containsExactly(
                        "sluice.yaml:1:57: upstreams.a.key needs the environment variable K,"
                                + " which is empty; set it, or write ${K:-default}");
    }

    @Test
    void leavesAFieldOutWhoseVariableMayBeEmpty() {
        assertThat(config(SMALL + "database: { url: '${DATABASE_URL:-}' }").database())
                .isEqualTo(new DatabaseConfig(null));
    }

    @Test
    void showsTheReferenceAndNotTheValueOfWhatDoesNotFit() {
        assertThat(problems(SMALL + "listen: { port: '${PORT}' }", Map.of("PORT", "s3cret")))
                .containsExactly(
                        "sluice.yaml:7:17: listen.port is \"${PORT}\", whose value from the "
                                + "environment"
                                + " is not valid, expected a whole number from 0 to 65535");
    }
}
