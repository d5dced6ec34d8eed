package dev.sluice.inference.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.confidence.TokenScore;
import dev.sluice.confidence.TokenScores;
import dev.sluice.dialect.FrameEdits;
import dev.sluice.dialect.LogprobReader;
import dev.sluice.dialect.openai.OpenAiDialect;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class LogprobReaderTest {
    private static final Offset<Double> EXACT = within(1e-12);

    private final TokenScores mean = new TokenScores(TokenScore.MEAN);
    private final TokenScores margin = new TokenScores(TokenScore.MARGIN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'content':[{'token':'a','logprob':-0.1},{'token':'b','logprob':-0.3}]}",
                "{ 'content' : [ { 'bytes' : [ 97 ] , 'logprob' : -0.1 } , {'logprob':-3e-1} ] }",
                "{'refusal':[{'logprob':-9}],'content':[{'logprob':-0.1},null,{'logprob':-0.3}]}",
                "{'content':[{'logprob':-0.1},{'token':'x'},{'logprob':'?'},{'logprob':-0.3}]}",
                "{'tokens':['a','b','c'],'token_logprobs':[-0.1,null,-0.3],'text_offset':[0,1,2]}"
            })
    void readsTheTokensOfTheContent(String json) {
        read(mean, 0, json);

        assertThat(mean.tokens()).isEqualTo(2);
        assertThat(mean.score()).isCloseTo(Math.exp(-0.2), EXACT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'content':[{'logprob':-0.1,'top_logprobs':[{'logprob':-0.1},{'logprob':-2}]}]}",
                "{'content':[{'top_logprobs':[{'logprob':-2,'bytes':[1]},7,{'token':'a','logprob':"
                        + "-0.1}],'logprob':-0.1}]}",
                "{'token_logprobs':[-0.1],'top_logprobs':[{' a':-0.1,'b':-2}]}"
            })
    void readsTheAlternativesOfAToken(String json) {
        read(margin, 5, json);

        assertThat(margin.tokens()).isEqualTo(1);
        assertThat(margin.score()).isCloseTo(Math.exp(-0.1) - Math.exp(-2), EXACT);
    }

    @Test
    void alternativesAreTheirOwnTokensOnly() {
        read(
                margin,
                5,
                "{'content':[{'logprob':-0.1,'top_logprobs':[{'logprob':-0.1},{'logprob':-2}]},"
                        + "{'logprob':-1,'top_logprobs':[{'logprob':-1},{'logprob':-3}]}]}");

        assertThat(margin.score())
                .isCloseTo(
                        (Math.exp(-0.1) - Math.exp(-2) + Math.exp(-1) - Math.exp(-3)) / 2, EXACT);
    }

    @ParameterizedTest
    @CsvSource({"2, -0.5", "9, -0.5", "32, -0.5", "33, -2", "40, -2"})
    void countsThirtyTwoAlternatives(int place, double second) {
        // All are as unlikely, but for the first and the one in that place.
        String alternatives = IntStream.rangeClosed(1, 40)
                .mapToObj(i -> "{'logprob':" + (i == 1 ? -0.4 : i == place ? -0.5 : -2) + "}")
                .collect(Collectors.joining(","));

        read(margin, 40, "{'content':[{'logprob':-0.4,'top_logprobs':[" + alternatives + "]}]}");

        assertThat(margin.score()).isCloseTo(Math.exp(-0.4) - Math.exp(second), EXACT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 | [{'logprob':-1},{'logprob':-2}]    | []",
                "0 | [ 7 ]                              | []",
                "0 | []                                 | []",
                "1 | [{'logprob':-1},{'logprob':-2},3]  | [{'logprob':-1}]",
                "1 | [{'logprob':-1} , {'logprob':-2} ] | [{'logprob':-1}]",
                "2 | [{'logprob':-1},{'logprob':-2}]    | [{'logprob':-1},{'logprob':-2}]",
                "3 | [{'logprob':-1},{'logprob':-2}]    | [{'logprob':-1},{'logprob':-2}]"
            })
    void takesOutTheAlternativesThatTheClientDidNotAskFor(int kept, String all, String left) {
        String chunk = "{'content':[{'logprob':-1,'top_logprobs':@,'token':'a'}]}";

        assertThat(trimmed(reader(margin, kept), chunk.replace("@", all)))
                .isEqualTo(quoted(chunk.replace("@", left)));
    }

    @Test
    void forgetsTheChunkBefore() {
        LogprobReader reader = reader(margin, 0);
        String plain = "{'content':[{'logprob':-1,'token':'as long as the one before it, or so'}]}";
        trimmed(reader, "{'content':[{'logprob':-1,'top_logprobs':[{'logprob':-1}]}]}");

        assertThat(trimmed(reader, plain)).isEqualTo(quoted(plain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[{'logprob':-1}]",
                "{}",
                "{'content':null}",
                "{'content':{'logprob':-1}}",
                "{'token_logprobs':-1}",
                "{'token_logprobs':[]}",
                "{'top_logprobs':{'a':-1}}",
                "{'content':[",
                "{'content':[-1]}"
            })
    void passesOverWhatIsNone(String json) {
        read(mean, 0, json);

        assertThat(mean.tokens()).isZero();
    }

    @Test
    void keepsWhatWasReadBeforeTheTextBreaksOff() {
        read(mean, 0, "{'content':[{'logprob':-0.5},{'logprob':-");

        assertThat(mean.tokens()).isEqualTo(1);
        assertThat(mean.score()).isCloseTo(Math.exp(-0.5), EXACT);
    }

    private static LogprobReader reader(TokenScores scores, int kept) {
        return OpenAiDialect.INSTANCE.answers().logprobReader(Evidence.sinkFor(scores), kept);
    }

    private static void read(TokenScores scores, int kept, String json) {
        byte[] bytes = quoted("##" + json + "##").getBytes(StandardCharsets.UTF_8);
        reader(scores, kept).read(bytes, 2, bytes.length - 2);
    }

    private static String trimmed(LogprobReader reader, String json) {
        byte[] bytes = quoted(json).getBytes(StandardCharsets.UTF_8);
        FrameEdits edits = new FrameEdits();
        reader.read(bytes, 0, bytes.length);
        reader.trim(edits);
        return new String(edits.apply(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }
}
