package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.Spans;
import dev.sluice.dialect.Usage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class ChunkSkimTest {
    private final ChunkSkim chunk = new ChunkSkim();
    private byte[] bytes = {};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":"
                        + "null}]}",
                "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\\\"\"}}]}",
                "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\"}]}}]}",
                "{\"choices\":[{\"delta\":{\"refusal\":\"no\"}}]}",
                "{ \"choices\" : [ { \"delta\" : { \"content\" : \"a\" } } ] }",
                "{\"choices\":[{\"text\":\" x\",\"index\":0}]}"
            })
    void seesContent(String json) {
        assertThat(read(json)).isTrue();
        assertThat(chunk.hasContent()).isTrue();
        assertThat(chunk.isFinish()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + "\"finish_reason\":null}]}",
                "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[ ]}}]}",
                "{\"choices\":[{\"text\":\"\"}]}",
                "{\"choices\":[],\"prompt_filter_results\":[{\"x\":1}]}",
                "{\"x\":{\"choices\":[{\"delta\":{\"content\":\"nested\"}}]}}"
            })
    void seesNoContentWhereThereIsNone(String json) {
        assertThat(read(json)).isTrue();
        assertThat(chunk.hasContent()).isFalse();
    }

    @Test
    void seesTheEndOfAChoice() {
        assertThat(read("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"))
                .isTrue();
        assertThat(chunk.isFinish()).isTrue();
    }

    @Test
    void seesLogProbabilities() {
        assertThat(read("{\"choices\":[{\"logprobs\":{\"content\":[{\"logprob\":-0.1}]},"
                        + "\"delta\":{\"content\":\"a\"}}]}"))
                .isTrue();
        assertThat(chunk.logprobSpans().count()).isEqualTo(1);
        assertThat(read("{\"choices\":[{\"logprobs\":null,\"delta\":{\"content\":\"a\"}}]}"))
                .isTrue();
        assertThat(chunk.logprobSpans().count()).isZero();
    }

    @Test
    void readsUsageAndKnowsTheExtraChunk() {
        assertThat(read("{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":5},\"total_tokens\":46}}"))
                .isTrue();
        assertThat(chunk.isUsageOnly()).isTrue();
        assertThat(chunk.usage().prompt()).isEqualTo(12);
        assertThat(chunk.usage().completion()).isEqualTo(34);

        assertThat(read("{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}"))
                .isTrue();
        assertThat(chunk.isPlainText()).isTrue();
        assertThat(chunk.isUsageOnly()).isFalse();
    }

    @Test
    void countsNoFurtherThanItCan() {
        assertThat(read("{\"choices\":[{\"index\":9999999999999999999,\"delta\":"
                        + "{\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":9223372036854775807,"
                        + "\"completion_tokens\":123456789012345678901}}"))
                .isTrue();
        assertThat(chunk.hasContent()).isTrue();
        assertThat(chunk.allFinished()).isTrue();
        assertThat(chunk.usage().prompt()).isEqualTo(Long.MAX_VALUE);
        assertThat(chunk.usage().completion()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void isNotFooledByTextThatLooksLikeFields() {
        assertThat(read("{\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":"
                        + "{\\\"prompt_tokens\\\":9} ,"
                        + "\\\"error\\\":{} }]}\"}}]}"))
                .isTrue();
        assertThat(chunk.usage()).isNull();
        assertThat(chunk.isError()).isFalse();
        assertThat(chunk.hasContent()).isTrue();
    }

    @Test
    void seesAnError() {
        assertThat(read("{\"error\":{\"message\":\"overloaded\"}}")).isTrue();
        assertThat(chunk.isError()).isTrue();
        assertThat(read("{\"error\":null,\"choices\":[]}")).isTrue();
        assertThat(chunk.isError()).isFalse();
    }

    @Test
    void knowsAPlainPieceOfTextAndWhereItStands() {
        assertThat(read("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\\\"b\"},"
                        + "\"finish_reason\":null}]}"))
                .isTrue();
        assertThat(chunk.isPlainText()).isTrue();
        assertThat(text(chunk.textStart(), chunk.textEnd())).isEqualTo("a\\\"b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'choices':[{'delta':{'content':'a'}}]}                              | true  | "
                        + "true",
                "{'choices':[{'delta':{'tool_calls':[{'id':'c'}]}}]}                  | false | "
                        + "true",
                "{'choices':[{'delta':{'content':'a','refusal':'b'}}]}                | false | "
                        + "false",
                "{'choices':[{'delta':{'content':'a'}},{'delta':{}}]}                 | false | "
                        + "false",
                "{'choices':[{'delta':{'content':'a'}},7]}                            | false | "
                        + "false",
                "{'choices':[{'delta':{'content':''}}]}                               | false | "
                        + "false",
                "{'choices':[{'delta':{'content':'a'},'finish_reason':'stop'}]}       | false | "
                        + "true",
                "{'choices':[{'delta':{'content':'a'}}],'usage':{'prompt_tokens':1}}  | false | "
                        + "true",
                "{'choices':[{'delta':{'content':'a'}}],'error':{'message':'no'}}     | false | "
                        + "true",
                "{'choices':[{'delta':{'content':'a'},'logprobs':{'content':[1]}}]}   | false | "
                        + "true"
            })
    void plainTextIsOnePieceForOneChoiceAndNothingElse(String json, boolean plain, boolean one) {
        assertThat(read(json.replace('\'', '"'))).isTrue();
        assertThat(chunk.isPlainText()).isEqualTo(plain);
        assertThat(chunk.isOneContent()).isEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'choices':[{'delta':{}}],'a':'x','b':'yz'} | yz",
                "{'choices':[{'delta':{}}],'a':'x','b':7}    | x",
                "{'a':'x','choices':[{'delta':{}}]}          | ``",
                "{'choices':[],'a':'x'}                      | ``"
            })
    void findsTheLastTextBehindTheChoices(String json, String last) {
        assertThat(read(json.replace('\'', '"'))).isTrue();
        assertThat(text(chunk.paddingStart(), chunk.paddingEnd())).isEqualTo(last);
    }

    @Test
    void tellsTheFirstChoiceFromTheOthers() {
        assertThat(read("{\"choices\":["
                        + "{\"index\":1,\"text\":\"other\",\"logprobs\":{\"content\":[1]}},"
                        + "{\"delta\":{\"content\":\"mine\",\"reasoning_content\":\"hm\"},"
                        + "\"logprobs\":{\"content\":[2]}},"
                        + "{\"index\":0,\"text\":\"too\",\"logprobs\":[]}]}"))
                .isTrue();
        assertThat(texts(chunk.mainText())).containsExactly("mine", "too");
        assertThat(texts(chunk.mainLogprobs())).containsExactly("{\"content\":[2]}");
        assertThat(texts(chunk.logprobSpans()))
                .containsExactly("{\"content\":[1]}", "{\"content\":[2]}");

        assertThat(read("{\"choices\":[{\"index\":0,\"delta\":{\"content\":[\"part\"]}}]}"))
                .isTrue();
        assertThat(texts(chunk.mainText())).isEmpty();
        assertThat(texts(chunk.mainLogprobs())).isEmpty();
        assertThat(texts(chunk.logprobSpans())).isEmpty();
    }

    @Test
    void readsTheModelsNameWhereItIsText() {
        assertThat(read("{\"model\":\"gpt\",\"choices\":[]}")).isTrue();
        assertThat(chunk.model()).isEqualTo("gpt");
        assertThat(read("{\"model\": 7,\"choices\":[]}")).isTrue();
        assertThat(chunk.model()).isEmpty();
        assertThat(read("{\"choices\":[]}")).isTrue();
        assertThat(chunk.model()).isEmpty();
    }

    @Test
    void hasEndedWhenEveryChoiceThatWasSeenHas() {
        assertThat(chunk.allFinished()).isFalse();
        read("{\"choices\":[{\"index\":0,\"delta\":{}},{\"index\":1,\"delta\":{}}]}");
        read("{\"choices\":[{\"index\":1,\"finish_reason\":\"stop\"}]}");
        assertThat(chunk.allFinished()).isFalse();
        assertThat(chunk.isFinish()).isTrue();
        read("{\"choices\":[{\"finish_reason\":\"length\"}]}");
        assertThat(chunk.allFinished()).isTrue();
    }

    @Test
    void keepsTheLastUsageOfAnAnswer() {
        assertThat(chunk.usage()).isNull();
        read("{\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,"
                + "\"prompt_tokens_details\":{\"audio_tokens\":1,\"cached_tokens\":5}}}");
        read("{\"usage\":{\"prompt_tokens\":null,\"completion_tokens\":35,"
                + "\"prompt_tokens_details\":null}}");
        read("{\"choices\":[]}");

        assertThat(chunk.isUsageOnly()).isFalse();
        assertThat(chunk.usage()).isEqualTo(new Usage(12, 5, 35));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{",
                "{\"a\"",
                "{\"a\":}",
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\":\"x}",
                "{\"choices\":[{\"delta\":{",
                "{\"a\":1}{",
                "{\"a\" 1}",
                "{\"choices\":[,]}",
                "{\"a\":,\"b\":1}"
            })
    void tellsWhatIsNotAnObject(String json) {
        assertThat(read(json)).isFalse();
    }

    @Test
    void neverThrowsWhateverItReads() {
        Random random = new Random(11);
        byte[] seed = ("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\\\"b\"},\"logprobs\":"
                        + "{\"content\":[]},"
                        + "\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":1}}")
                .getBytes(StandardCharsets.UTF_8);
        int whole = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = seed.clone();
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int end = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            whole += chunk.read(bytes, 0, end) ? 1 : 0;
        }
        assertThat(whole).isBetween(1, 49_999);
    }

    private boolean read(String json) {
        bytes = ("##" + json + "##").getBytes(StandardCharsets.UTF_8);
        return chunk.read(bytes, 2, bytes.length - 2);
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private List<String> texts(Spans spans) {
        return IntStream.range(0, spans.count())
                .mapToObj(i -> text(spans.from(i), spans.to(i)))
                .toList();
    }
}
