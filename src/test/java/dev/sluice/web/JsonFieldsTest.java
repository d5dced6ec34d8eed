package dev.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class JsonFieldsTest {
    private final List<String> problems = new ArrayList<>();

    @Test
    void takesWhatIsAsItHasToBe() {
        JsonFields fields = parse("""
                {"name": "a", "share": 0.5, "yes": true, "none": null, "more": 7,
                 "inner": {"list": [{"x": 1}, {"x": 2}], "pairs": [[0, 1], [0.5, 1]]}}""");

        assertThat(fields.text("name")).isEqualTo("a");
        assertThat(fields.number("share", 0, 1, "")).isEqualTo(0.5);
        assertThat(fields.truth("yes")).isTrue();
        assertThat(fields.has("none")).isFalse();
        assertThat(fields.textOrNull("none")).isNull();
        assertThat(fields.numberOrNull("absent", 0, 1, "")).isNull();
        assertThat(fields.object("inner").objects("list", 2).get(1).number("x", 0, 9, ""))
                .isEqualTo(2);
        assertThat(fields.object("inner").pairs("pairs", 2))
                .containsExactly(new double[] {0, 1}, new double[] {0.5, 1});
        assertThat(problems).isEmpty();
    }

    @Test
    void tellsPathValueAndExpectation() {
        JsonFields fields = parse("""
                {"name": "", "share": "0.5", "yes": 1, "far": 1e999, "inner": {"list": [{"x": null}, 2], "pairs": [[1]]}}""");

        fields.text("name");
        fields.number("share", 0, 1, "a number from 0 to 1");
        fields.number("far", 0, 1, "a number from 0 to 1");
        fields.truth("yes");
        fields.object("name");
        fields.object("inner").objects("list", 2).getFirst().truth("x");
        fields.object("inner").objects("list", 1);
        fields.object("inner").pairs("pairs", 5);

        assertThat(problems)
                .containsExactly(
                        "name is \"\", expected a text of 1 to 512 characters",
                        "share is \"0.5\", expected a number from 0 to 1",
                        "far is Infinity, expected a number from 0 to 1",
                        "yes is 1, expected true or false",
                        "name is \"\", expected an object",
                        "inner.list[1] is 2, expected an object",
                        "inner.list[0].x is null, expected true or false",
                        "inner.list is a list of 2, expected a list of at most 1 objects",
                        "inner.pairs[0] is a list of 1, expected two numbers");
    }

    @Test
    void showsForeignTextShortAndOnOneLine() {
        JsonFields fields = parse("{\"a\": \"x\\u202ey\\u0007\", \"b\": \"" + "z".repeat(600)
                + "\", \"c\": \"\\ud800\"}");

        fields.truth("a");
        fields.text("b");
        fields.text("c");

        assertThat(problems)
                .containsExactly(
                        "a is \"x\\u{202e}y\\u0007\", expected true or false",
                        "b is \"" + "z".repeat(59) + "..., expected a text of 1 to 512 characters",
                        "c is \"\\u{d800}\", expected a text of 1 to 512 characters");
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThat(parse("[1]")).isNull();
        assertThat(parse("")).isNull();
        assertThat(parse("{\"a\": 1, \"a\": 2}")).isNull();
        assertThat(parse("{} x")).isNull();
        assertThat(parse("[".repeat(2_000))).isNull();

        assertThat(problems).hasSize(5);
        assertThat(problems.get(0)).isEqualTo("is a list of 1, expected a JSON object");
        assertThat(problems.get(1)).isEqualTo("is empty, expected a JSON object");
        assertThat(problems.get(2)).startsWith("is not valid JSON: Duplicate field 'a'");
        assertThat(problems.get(3)).startsWith("is not valid JSON: Unrecognized token 'x'");
        assertThat(problems.get(4))
                .startsWith("is not valid JSON: Document nesting depth (1001) exceeds the maximum "
                        + "allowed");
    }

    private JsonFields parse(String json) {
        return JsonFields.parse(json.getBytes(StandardCharsets.UTF_8), problems::add);
    }
}
