package dev.sluice.config;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.problems;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;

/** Files that are no YAML, or more than a configuration ever is. */
class ConfigSyntaxTest {
    @Test
    void pointsAtTheBrokenLine() {
        assertThat(problems("upstreams:\n  a: b: c\n"))
                .containsExactly(
                        "sluice.yaml:2:7: the file is not YAML here: mapping values are not "
                                + "allowed here");
    }

    @Test
    void saysToQuoteAVariableInsideBraces() {
        assertThat(problems("listen: { port: ${PORT} }"))
                .containsExactly("sluice.yaml:1:18: the file is not YAML here:"
                        + " expected ',' or '}', but got {; quote \"${NAME}\" inside { } and [ ]");
    }

    @Test
    void saysThatTabsDoNotIndent() {
        assertThat(problems("listen:\n\tport: 1\n"))
                .containsExactly(
                        "sluice.yaml:2:1: the file is not YAML here: found character '\\t(TAB)'"
                                + " that cannot start any token. (Do not use \\t(TAB) for "
                                + "indentation)");
    }

    @Test
    void refusesTwoDocuments() {
        assertThat(problems("a: 1\n---\nb: 1\n"))
                .containsExactly(
                        "sluice.yaml:2:1: the file is not YAML here: but found another document");
    }

    @Test
    void refusesCharactersThatYamlDoesNotAllow() {
        assertThat(problems("a: \u0007"))
                .containsExactly("sluice.yaml: the file has the character U+0007, "
                        + "which YAML does not allow");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThat(new ConfigReader(Map.<String, String>of()::get)
                        .read("sluice.yaml", new byte[] {'a', (byte) 0xff}))
                .hasToString("Invalid[problems=[sluice.yaml: the file is not UTF-8 text]]");
    }

    @Test
    void readsAFileWithAByteOrderMark() {
        assertThat(Reading.read("\uFEFF" + SMALL, Map.of())).isInstanceOf(ConfigResult.Valid.class);
    }

    @Test
    void refusesMoreThanOneMebibyte() {
        byte[] large = (SMALL + "#".repeat(1024 * 1024)).getBytes(StandardCharsets.UTF_8);

        assertThat(new ConfigReader(Map.<String, String>of()::get).read("sluice.yaml", large))
                .hasToString(
                        "Invalid[problems=[sluice.yaml: the file is larger than 1 MiB, expected a "
                                + "configuration]]");
    }

    @Test
    void refusesAnAliasBomb() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(", ", Collections.nCopies(10, alias))));
        }

        assertThat(problems(bomb.toString()))
                .containsExactly(
                        "sluice.yaml: the file has more than 50 aliases (*), expected the fields "
                                + "written out");
    }

    @Test
    void refusesMoreValuesThanAConfigurationHas() {
        String rungs = "[" + "{model: base}, ".repeat(3000) + "]";
        StringBuilder yaml =
                new StringBuilder(SMALL + "routes:\n  r: &r { ladder: " + rungs + " }\n");
        for (int i = 0; i < 40; i++) {
            yaml.append("  r").append(i).append(": *r\n");
        }

        assertThat(problems(yaml.toString()))
                .filteredOn(problem -> problem.contains("too many"))
                .singleElement()
                .asString()
                .endsWith("is one value too many, expected at most 100000 in a file");
    }

    @Test
    void refusesDeepNesting() {
        assertThat(problems("a: " + "[".repeat(100) + "]".repeat(100)))
                .containsExactly("sluice.yaml: the file is nested deeper than 30 levels");
    }

    @Test
    void refusesAnAliasThatContainsItself() {
        assertThat(problems("listen: &a { management: *a }"))
                .containsExactly(
                        "sluice.yaml:1:14: listen.management.management is not a known field;"
                                + " known: host, port");
    }

    @Test
    void refusesKeysThatAreNotText() {
        assertThat(problems(SMALL + "? [a]\n: b\n"))
                .containsExactly(
                        "sluice.yaml:7:3: the file has a name that is not plain text, expected a "
                                + "field");
    }
}
