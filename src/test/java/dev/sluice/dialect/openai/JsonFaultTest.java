package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class JsonFaultTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":NaN} | NaN at byte 5 (expected: a finite number or null, JSON has no "
                        + "others)",
                "[-Infinity] | -Infinity at byte 1 (expected: a finite number or null, JSON has no "
                        + "others)",
                "{\"a\":1,} | a comma before the closing } at byte 6 (expected: no comma there)",
                "[1, ] | a comma before the closing ] at byte 2 (expected: no comma there)",
                "[,1] | ',' at byte 1 (expected: a value)",
                "{'a':1} | a single quote at byte 1 (expected: double quotes)",
                "{\"a\":'x'} | a single quote at byte 5 (expected: double quotes)",
                "{“a”:1} | the typographic quote “ at byte 1 (expected: double quotes)",
                "{\"a\":1, // one | a comment at byte 8 (expected: a name in double quotes, "
                        + "JSON has "
                        + "no comments)",
                "[1 /* one */] | a comment at byte 3 (expected: a comma or ], JSON has no "
                        + "comments)",
                "{} {} | a second document at byte 3 (expected: the end, after one document)",
                "{\"a\":1 | the end at byte 6 (expected: a comma or })",
                "{\"a | the end, within the string that begins at byte 1, at byte 3 (expected: a "
                        + "closing quote)",
                "{\"a\":} | '}' at byte 5 (expected: a value)",
                "{\"a\" 1} | '1' at byte 5 (expected: a colon after the name)",
                "{\"a\":1 \"b\":2} | '\"' at byte 7 (expected: a comma or })",
                "{a:1} | the name a without quotes at byte 1 (expected: a name in double quotes)",
                "{\"a\":True} | True at byte 5 (expected: true)",
                "{\"a\":None} | None at byte 5 (expected: null)",
                "{\"a\":yes} | the word yes without quotes at byte 5 (expected: a value)",
                "[01] | the number 01 at byte 1 (expected: a number such as 12, -0.5 or 1e3)",
                "[.5] | the number .5 at byte 1 (expected: a number such as 12, -0.5 or 1e3)",
                "[+5] | the number +5 at byte 1 (expected: a number such as 12, -0.5 or 1e3)",
                "[0x1F] | the number 0x1F at byte 1 (expected: a number such as 12, -0.5 or 1e3)",
                "[\"\\x\"] | the escape \\x at byte 2 (expected: \\\\ for a backslash)",
                "[\"\\u12g4\"] | the escape \\u at byte 2 (expected: \\u and four hex digits)",
                "[1}  | '}' at byte 2 (expected: a comma or ])",
                "[1\u00A0] | '\u00A0' (U+00A0) at byte 2 (expected: a comma or ])"
            })
    void saysWhatIsThereWhereAndWhatWasExpected(String json, String fault) {
        assertThat(JsonFault.in(bytes(json))).hasToString(fault);
    }

    @Test
    void namesCharactersThatCanNotBeSeen() {
        assertThat(JsonFault.in(bytes("[\"a\nb\"]")))
                .hasToString("a bare line break in a string at byte 3 (expected: an escape)");
        assertThat(JsonFault.in(bytes("[\"\u0001\"]")))
                .hasToString("a bare control character 0x01 in a string at byte 2 (expected: an "
                        + "escape)");
        assertThat(JsonFault.in(bytes("{}\u0000")))
                .hasToString("a NUL byte at byte 2 (expected: the end, after one document)");
    }

    @Test
    void findsNothingInWhatIsFine() {
        assertThat(JsonFault.in(
                        bytes(" {\"a\":[1,-0.5e+3,{},[],\"\\u00e9\\n\",true,false,null]} \n")))
                .isNull();
        assertThat(JsonFault.in(bytes("[" + "1".repeat(500) + ".5]"))).isNull();
        assertThat(JsonFault.in(bytes("[".repeat(100_000) + "]".repeat(100_000))))
                .isNull();
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
