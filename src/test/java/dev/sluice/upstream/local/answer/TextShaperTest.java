package dev.sluice.upstream.local.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

class TextShaperTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void writesTheShapeOfCompletions() throws IOException {
        // Given
        TextShaper shaper = new TextShaper(2);

        // When
        List<ObjectNode> first = shaper.accept(choice(
                "é🎈",
                token("é", -0.5, token("é", -0.5, ""), token("e", -1, "")),
                token("🎈", -2, token("x", -1, ""), token("y", -1.5, ""))));
        List<ObjectNode> second = shaper.accept(choice("!", token("!", -0.25, "")));

        // Then
        assertThat(first).hasSize(1);
        assertThat(first.getFirst()).isEqualTo(json("""
                        {"text":"é🎈","finish_reason":null,"logprobs":{
                         "tokens":["é","🎈"],"token_logprobs":[-0.5,-2.0],
                         "top_logprobs":[{"é":-0.5,"e":-1.0},{"x":-1.0,"y":-1.5,"🎈":-2.0}],
                         "text_offset":[0,1]}}"""));
        assertThat(second.getFirst().at("/logprobs/text_offset/0").asInt())
                .as("characters, not UTF-16 units")
                .isEqualTo(2);
        assertThat(second.getFirst().at("/logprobs/top_logprobs/0").isNull()).isTrue();
    }

    @Test
    void noAlternativesAreWantedWithZero() throws IOException {
        ObjectNode made = new TextShaper(0)
                .accept(choice("a", token("a", -1, token("b", -0.5, ""))))
                .getFirst();

        assertThat(made.at("/logprobs/token_logprobs/0").asInt()).isEqualTo(-1);
        assertThat(made.at("/logprobs/top_logprobs/0").isNull()).isTrue();
    }

    @Test
    void ofTwoTokensWithOneTextTheLikelierIsKept() throws IOException {
        ObjectNode made = new TextShaper(2)
                .accept(choice("a", token("a", -3, token("a", -1, ""), token("a", -3, ""))))
                .getFirst();

        assertThat(made.at("/logprobs/top_logprobs/0/a").asInt()).isEqualTo(-1);
    }

    @Test
    void withoutLogprobsThereAreNone() throws IOException {
        ObjectNode made =
                new TextShaper(null).accept(choice("a", token("a", -3, ""))).getFirst();

        assertThat(made).isEqualTo(json("{'text':'a','finish_reason':null,'logprobs':null}"));
    }

    @Test
    void partsOfCharactersAreWrittenAsBytes() throws IOException {
        assertThat(TokenWords.of(json("[32,240,159]"))).isEqualTo("bytes:\\x20\\xf0\\x9f");
    }

    private static JsonNode choice(String text, String... tokens) throws IOException {
        return json("{'text':'%s','logprobs':{'content':[%s]},'finish_reason':null}"
                .formatted(text, String.join(",", tokens)));
    }

    private static String token(String text, double logprob, String... top) {
        return "{'token':'%s','logprob':%s,'top_logprobs':[%s]}"
                .formatted(
                        text,
                        logprob == Math.rint(logprob) ? (long) logprob : logprob,
                        String.join(
                                ",",
                                java.util.stream.Stream.of(top)
                                        .filter(one -> !one.isEmpty())
                                        .toList()));
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
