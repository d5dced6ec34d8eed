package dev.sluice.dialect.openai;

import static dev.sluice.dialect.Addition.LOGPROBS;
import static dev.sluice.dialect.Addition.TOP_LOGPROBS;
import static dev.sluice.dialect.Addition.USAGE;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.Addition;
import dev.sluice.dialect.Blame;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;
import java.util.Set;

/** Refusals as they were reported of servers and proxies, shortened. */
class RefusalWordsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Mistral
                "{'object':'error','message':{'detail':[{'type':'extra_forbidden','loc':['body',"
                        + "'stream_options','include_usage'],'msg':'Extra inputs are not "
                        + "permitted','input':true}]},'type':'invalid_request_error','param':null,"
                        + "'code':null}",
                // Azure, in two versions
                "{'error':{'code':null,'message':'Unrecognized request argument supplied: "
                        + "stream_options','param':null,'type':'invalid_request_error'}}",
                "{'error':{'message':'Unknown parameter: \\u0027stream_options\\u0027.','type':"
                        + "'invalid_request_error','param':'stream_options','code':"
                        + "'unknown_parameter'}}",
                // vLLM, for a version that does not see the request as a stream
                "{'error':{'message':'Stream options can only be defined when `stream=True`.',"
                        + "'type':'BadRequestError','param':null,'code':400}}",
                // Go's decoder, as plain text
                "json: unknown field \"stream_options\""
            })
    void namesTheUsage(String body) {
        assertThat(blame(400, body)).isEqualTo(new Blame(false, Set.of(USAGE)));
        assertThat(blame(422, body)).isEqualTo(new Blame(false, Set.of(USAGE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Groq
                "{'error':{'message':'`logprobs` is not supported with this model','type':"
                        + "'invalid_request_error'}}",
                // Gemini, in three versions
                "[{'error':{'code':400,'message':'Logprobs is not enabled for "
                        + "models/gemini-2.5-pro','status':'INVALID_ARGUMENT'}}]",
                "{'error':{'code':400,'message':'Logprobs is not supported for the current "
                        + "model.','status':'INVALID_ARGUMENT'}}",
                "{'error':{'code':400,'message':'Unable to submit request because Logprobs is not "
                        + "supported for this model.','status':'INVALID_ARGUMENT'}}",
                // LiteLLM
                "{'error':{'message':'litellm.UnsupportedParamsError: openai does not support "
                        + "parameters: [\\u0027logprobs\\u0027, \\u0027top_logprobs"
                        + "\\u0027], for model=gpt-5-mini','type':'None','param':'None','code':"
                        + "'400'}}",
                // OpenAI's models that reason
                "{'error':{'message':'You are not allowed to request logprobs from this model',"
                        + "'type':'invalid_request_error','param':null,'code':null}}",
                // vLLM with --max-logprobs
                "{'object':'error','message':'Requested sample logprobs of 5, which is greater "
                        + "than max allowed: 0','type':'BadRequestError','param':null,'code':400}"
            })
    void namesLogProbabilitiesAndWithThemTheirAlternatives(String body) {
        Blame blame = new Blame(false, Set.of(LOGPROBS, TOP_LOGPROBS));

        assertThat(blame(400, body)).isEqualTo(blame);
        assertThat(blame(403, body)).isEqualTo(blame);
    }

    @Test
    void namesTheAlternativesAlone() {
        assertThat(blame(400, "{'error':{'message':'top_logprobs must be at most 3'}}"))
                .isEqualTo(new Blame(false, Set.of(TOP_LOGPROBS)));
    }

    @Test
    void namesAllOfThemAtOnce() {
        assertThat(blame(
                        422,
                        "{'detail':[{'loc':['body','stream_options']},{'loc':['body',"
                                + "'logprobs']}]}"))
                .isEqualTo(new Blame(false, EnumSet.allOf(Addition.class)));
    }

    @ParameterizedTest
    @CsvSource({
        "400, true",
        "403, true",
        "404, true",
        "422, true",
        "500, true",
        "501, true",
        "502, true",
        "401, false",
        "402, false",
        "408, false",
        "429, false",
        "503, false",
        "307, false"
    })
    void isReadOnlyInStatusesThatCanBeAboutAField(int status, boolean read) {
        assertThat(blame(status, "no stream_options here"))
                .isEqualTo(read ? new Blame(status >= 500, Set.of(USAGE)) : Blame.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bad Request",
                "<html>400</html>",
                "[1]",
                "null",
                "{'error':'Extra inputs are not permitted'}",
                "{'error':{'message':'Unrecognized request argument supplied','param':null}}",
                "{'error':{'message':'Extra inputs are not permitted','param':''}}",
                "{'object':'error','message':'prompt of 5120 tokens, context length is 4096'}"
            })
    void findsTheRequestAtFaultWithoutNamingAField(String body) {
        assertThat(blame(400, body)).isEqualTo(Blame.REQUEST);
        assertThat(blame(422, body)).isEqualTo(Blame.REQUEST);
        assertThat(blame(404, body)).isEqualTo(Blame.NONE);
        assertThat(blame(500, body)).isEqualTo(Blame.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error':{'message':'too long','param':'messages'}}",
                "{'object':'error','message':'too long','param':'messages'}"
            })
    void isAboutAnotherField(String body) {
        assertThat(blame(400, body)).isEqualTo(Blame.NONE);
    }

    @ParameterizedTest
    @CsvSource({"invalid_request_error, true", "BadRequestError, true", "overloaded, false"})
    void anErrorInsideA200HasItsTypeInPlaceOfAStatus(String type, boolean fault) {
        assertThat(blame(502, "{'error':{'message':'no','type':'" + type + "'}}"))
                .isEqualTo(fault ? Blame.REQUEST : Blame.NONE);
        assertThat(blame(502, "Bad Gateway")).isEqualTo(Blame.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'choices':[{'index':0,'delta':{'content':''},'logprobs':null,"
                        + "'finish_reason':'insufficient_system_resource'}]}",
                "{'error':{'message':'no room'},'choices':[{'logprobs':{},"
                        + "'finish_reason':'error'}]}"
            })
    void theFieldsOfAnAnswerThatFailedBlameNothing(String body) {
        assertThat(blame(502, body)).isEqualTo(Blame.NONE);
    }

    private static Blame blame(int status, String body) {
        return OpenAiDialect.INSTANCE.blame(status, Buffer.buffer(body.replace('\'', '"')));
    }
}
