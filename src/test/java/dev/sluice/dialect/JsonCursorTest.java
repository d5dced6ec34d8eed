package dev.sluice.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class JsonCursorTest {
    private final JsonCursor in = new JsonCursor();

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "12, 12",
        "12.9, 12",
        "9223372036854775800, 9223372036854775800",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807",
        "123456789012345678901, 9223372036854775807",
        "-5, -1",
        "null, -1",
        "[7], -1"
    })
    void countsWhatIsNotNegative(String json, long count) {
        at(json + " ,");

        assertThat(in.skipNumber(-1)).isEqualTo(count);
        assertThat(in.peek()).isEqualTo((byte) ',');
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "9, 9",
        "-0.25, -0.25",
        "3e-1, 0.3",
        "1e999, Infinity",
        "1-2, NaN",
        "NaN, NaN",
        "-NaN, NaN",
        "nan, NaN",
        "Infinity, NaN",
        "-Infinity, NaN",
        "-inf, NaN",
        "inf, NaN",
        "-, NaN",
        "null, NaN",
        "'\"1\"', NaN",
        "'[1]', NaN",
        "true, NaN"
    })
    void readsADecimal(String json, Double value) {
        at(json + "}");

        assertThat(in.decimal()).isEqualTo(value);
        assertThat(in.peek()).isEqualTo((byte) '}');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NaN", "Infinity", "-Infinity", "-inf", "inf", "nan", "-nan", "Inf", "-NaN"})
    void findsNumbersThatJsonDoesNotHave(String number) {
        for (String json :
                List.of("@,", "[1,@,{\"a\":@}]", "{\"NaN\":\"-inf\",\"b\":[null,@],\"c\":-1.5 }")) {
            String text = json.replace("@", number);
            at(text);

            in.skipValue();

            List<String> found = new ArrayList<>();
            for (int i = 0; i < in.nonNumbers().count(); i++) {
                found.add(in.text(in.nonNumbers().from(i), in.nonNumbers().to(i)));
            }
            assertThat(found).hasSize(json.split("@", -1).length - 1).containsOnly(number);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null      | false",
                "false     | false",
                "''        | false",
                "[]        | false",
                "{ \\t\\r\\n } | false",
                "true      | true",
                "0         | true",
                "'a'       | true",
                "[ 0 ]     | true",
                "{'a':1}   | true"
            },
            quoteCharacter = '`')
    void tellsWhatIsFilled(String json, boolean filled) {
        at(json.replace('\'', '"').translateEscapes() + ",");

        assertThat(in.skipAndTellFilled()).isEqualTo(filled);
        assertThat(in.peek()).isEqualTo((byte) ',');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'a,}]'",
                "'a\\'b'",
                "'\\\\'",
                "{'a':']}','b':[{}]}",
                "[[],{'x':'['}]",
                "12",
                "true"
            })
    void skipsAValueToItsEnd(String json) {
        for (String end : List.of(",", "}", "]", " ", "\n", "\r", "\t")) {
            at(json.replace('\'', '"') + end);

            in.skipValue();

            assertThat(in.at()).as("before '%s'", end).isEqualTo(json.length() + 2);
        }
    }

    @Test
    void readsTheFieldsOfAnObject() {
        at("{ 'a' : 1 , 'b\\'c':[2], '' : {} } 7".replace('\'', '"'));
        List<String> names = new ArrayList<>();

        assertThat(in.next()).isEqualTo((byte) '{');
        in.object((from, to) -> {
            names.add(in.text(from, to));
            in.skipValue();
        });

        assertThat(names).containsExactly("a", "b\\\"c", "");
        assertThat(in.decimal()).isEqualTo(7);
        assertThat(in.blankToEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "]", ":", "'a", "'a\\'", "[", "[1", "{'a':1"})
    void refusesAValueThatIsNoneOrDoesNotEnd(String json) {
        at(json.replace('\'', '"'));

        assertThatThrownBy(in::skipValue).isInstanceOf(JsonCursor.Malformed.class);
    }

    /** The text between two bytes that would go on with it. */
    private void at(String json) {
        byte[] bytes = ("[\"" + json + "1]").getBytes(StandardCharsets.UTF_8);
        in.start(bytes, 2, bytes.length - 2);
    }
}
