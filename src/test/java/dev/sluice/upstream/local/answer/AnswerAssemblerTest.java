package dev.sluice.upstream.local.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure.Cut;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class AnswerAssemblerTest {
    private static final String HEAD =
            "'created':5,'id':'c1','model':'m','system_fingerprint':'b0','object':";
    private static final String CHAT = stream(
            "{'choices':[{'finish_reason':null,'index':0,'delta':{'role':'assistant','content':"
                    + "null}}],"
                    + HEAD + "'chat.completion.chunk'}",
            "{'choices':[{'finish_reason':null,'index':0,'delta':{'content':'Hé'},'logprobs':"
                    + "{'content':[{'token':'Hé',"
                    + "'logprob':-0.5}]}}]," + HEAD + "'chat.completion.chunk'}",
            "{'choices':[{'finish_reason':null,'index':0,'delta':{'content':'llo "
                    + "🎈'},'logprobs':{'content':[{'token':"
                    + "'llo 🎈','logprob':-0.25}]}}]," + HEAD + "'chat.completion.chunk'}",
            "{'choices':[{'finish_reason':'stop','index':0,'delta':{}}]," + HEAD
                    + "'chat.completion.chunk'}",
            "{'choices':[]," + HEAD
                    + "'chat.completion.chunk','usage':{'prompt_tokens':3,'completion_tokens':2},"
                    + "'timings':{'predicted_n':2}}",
            "[DONE]");
    private static final JsonObject CHAT_ANSWER =
            json("{'id':'c1','created':5,'model':'m','system_fingerprint':'b0',"
                    + "'object':'chat.completion','choices':[{'index':0,'finish_reason':'stop',"
                    + "'message':{'role':'assistant',"
                    + "'content':'Héllo "
                    + "🎈'},'logprobs':{'content':[{'token':'Hé','logprob':-0.5},{'token':"
                    + "'llo 🎈',"
                    + "'logprob':-0.25}]}}],'usage':{'prompt_tokens':3,'completion_tokens':2},"
                    + "'timings':{'predicted_n':2}}");

    @Test
    void putsAChatTogether() {
        assertThat(assemble(CHAT)).isEqualTo(CHAT_ANSWER);
    }

    @Test
    void assemblesTheSameHoweverTheBytesAreSplit() {
        byte[] bytes = CHAT.getBytes(StandardCharsets.UTF_8);
        for (int at = 1; at < bytes.length; at++) {
            AnswerAssembler assembler = new AnswerAssembler("local");
            assembler.accept(Buffer.buffer(Arrays.copyOfRange(bytes, 0, at)));
            assembler.accept(Buffer.buffer(Arrays.copyOfRange(bytes, at, bytes.length)));
            assertThat(new JsonObject(assembler.finish()))
                    .as("split at %d", at)
                    .isEqualTo(CHAT_ANSWER);
        }
        AnswerAssembler byteByByte = new AnswerAssembler("local");
        for (byte b : bytes) {
            byteByByte.accept(Buffer.buffer(new byte[] {b}));
        }
        assertThat(new JsonObject(byteByByte.finish())).isEqualTo(CHAT_ANSWER);
    }

    @Test
    void putsATextCompletionTogether() {
        // When
        JsonObject answer = assemble(stream(
                "{'choices':[{'text':' a','index':0,'logprobs':null,'finish_reason':null}]," + HEAD
                        + "'text_completion'}",
                "{'choices':[{'text':' b','index':0,'logprobs':null,'finish_reason':null}]," + HEAD
                        + "'text_completion'}",
                "{'choices':[{'text':'','index':0,'logprobs':null,'finish_reason':'length'}],"
                        + HEAD + "'text_completion','usage':{'total_tokens':4}}",
                "[DONE]"));

        // Then
        assertThat(answer)
                .isEqualTo(json(
                        "{'id':'c1','created':5,'model':'m','system_fingerprint':'b0','object':"
                                + "'text_completion','usage':{'total_tokens':4},'choices':"
                                + "[{'index':0,'finish_reason':"
                                + "'length','text':' a b','logprobs':null}]}"));
    }

    @Test
    void mergesTheFragmentsOfToolCallsAndReasoning() {
        // When
        JsonObject answer = assemble(stream(
                delta("{'role':'assistant','reasoning_content':'hm'}"),
                delta("{'reasoning_content':'m','tool_calls':[{'index':0,'id':'t0','type':"
                        + "'function','function':"
                        + "{'name':'f','arguments':'{'}}]}"),
                delta("{'tool_calls':[{'index':1,'id':'t1','type':'function','function':{'name':"
                        + "'g','arguments':''}}]}"),
                delta("{'tool_calls':[{'index':0,'function':{'arguments':'}'}}]}"),
                delta("{'tool_calls':[{'index':1,'function':{'arguments':'[]'}}]}"),
                "{'choices':[{'finish_reason':'tool_calls','index':0,'delta':{}}],'object':"
                        + "'chat.completion.chunk'}",
                "[DONE]"));

        // Then
        assertThat(answer.getJsonArray("choices").getJsonObject(0))
                .isEqualTo(json("{'index':0,'finish_reason':'tool_calls','logprobs':null,"
                        + "'message':{'role':'assistant',"
                        + "'content':null,'reasoning_content':'hmm','tool_calls':["
                        + "{'id':'t0','type':'function','function':{'name':'f',"
                        + "'arguments':'{}'}},"
                        + "{'id':'t1','type':'function','function':{'name':'g',"
                        + "'arguments':'[]'}}]}}"));
    }

    @Test
    void keepsChoicesApartAndInOrder() {
        // When
        JsonObject answer = assemble(stream(
                "{'choices':[{'index':1,'delta':{'content':'b'}}]}",
                "{'choices':[{'index':0,'delta':{'content':'a'}}]}",
                "{'choices':[{'index':1,'delta':{},'finish_reason':'stop'}]}",
                "{'choices':[{'index':0,'delta':{},'finish_reason':'length'}]}",
                "[DONE]"));

        // Then
        assertThat(answer.getJsonArray("choices").getJsonObject(0).getJsonObject("message"))
                .isEqualTo(json("{'role':'assistant','content':'a'}"));
        assertThat(answer.getJsonArray("choices").getJsonObject(1).getString("finish_reason"))
                .isEqualTo("stop");
    }

    @Test
    void anAnswerOfNoTokensHasEmptyContent() {
        // When
        JsonObject answer = assemble(stream(
                "{'choices':[{'index':0,'delta':{'role':'assistant','content':null}}]}",
                "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}",
                "[DONE]"));

        // Then
        assertThat(answer.getJsonArray("choices").getJsonObject(0).getJsonObject("message"))
                .isEqualTo(json("{'role':'assistant','content':''}"));
    }

    @Test
    void keepsFieldsItDoesNotKnowAndIgnoresComments() {
        // When
        JsonObject answer = assemble(": ping\n\n"
                + stream(
                        "{'service_tier':'x','choices':[{'index':0,'flag':7,'delta':{'content':"
                                + "'a','odd':1}}]}",
                        "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}",
                        "[DONE]"));

        // Then
        assertThat(answer.getString("service_tier")).isEqualTo("x");
        JsonObject choice = answer.getJsonArray("choices").getJsonObject(0);
        assertThat(choice.getInteger("flag")).isEqualTo(7);
        assertThat(choice.getJsonObject("message").getInteger("odd")).isEqualTo(1);
    }

    @Test
    void isCutWithoutDone() {
        String withoutDone = CHAT.substring(0, CHAT.indexOf("data: [DONE]"));
        assertThat(cut(withoutDone)).isEqualTo(new Cut("upstream 'local' ended its answer early"));
    }

    @Test
    void isCutWithoutAFinishReason() {
        String unfinished = stream("{'choices':[{'index':0,'delta':{'content':'a'}}]}", "[DONE]");
        assertThat(cut(unfinished)).isEqualTo(new Cut("upstream 'local' ended its answer early"));
    }

    @Test
    void isCutWhenNothingCame() {
        assertThat(cut("")).isEqualTo(new Cut("upstream 'local' ended its answer early"));
    }

    @Test
    void isCutByAnErrorEvent() {
        String error = stream("{'error':{'code':500,'message':'out of memory'}}");
        assertThat(cut(error)).isEqualTo(new Cut("upstream 'local' reported: out of memory"));
    }

    @Test
    void isCutByAChunkThatIsNoJson() {
        assertThat(cut("data: {nonsense\n\n"))
                .isEqualTo(new Cut("upstream 'local' sent a chunk that is not a JSON object"));
    }

    private static JsonObject assemble(String stream) {
        AnswerAssembler assembler = new AnswerAssembler("local");
        assembler.accept(Buffer.buffer(stream));
        return new JsonObject(assembler.finish());
    }

    private static Object cut(String stream) {
        return catchThrowableOfType(UpstreamException.class, () -> assemble(stream))
                .failure();
    }

    private static String delta(String delta) {
        return "{'choices':[{'finish_reason':null,'index':0,'delta':" + delta
                + "}],'object':'chat.completion.chunk'}";
    }

    private static String stream(String... data) {
        StringBuilder stream = new StringBuilder();
        for (String one : data) {
            stream.append("data: ").append(one.replace('\'', '"')).append("\n\n");
        }
        return stream.toString();
    }

    private static JsonObject json(String json) {
        return new JsonObject(json.replace('\'', '"'));
    }
}
