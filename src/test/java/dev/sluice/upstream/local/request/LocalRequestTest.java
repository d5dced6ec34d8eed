package dev.sluice.upstream.local.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.vocabulary.Operation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** What the engine is asked instead of what the client has asked. */
class LocalRequestTest extends LocalRequestKit {
    @Test
    void alwaysStreamsWithUsage() {
        JsonObject written = chat("'stream':false");
        assertThat(written.getBoolean("stream")).isTrue();
        assertThat(written.getJsonObject("stream_options"))
                .isEqualTo(new JsonObject().put("include_usage", true));
    }

    @Test
    void keepsWhatItUnderstands() {
        JsonObject written =
                chat("'temperature':0.5,'top_p':0.9,'top_k':40,'min_p':0.1,'repeat_penalty':1.1,"
                        + "'presence_penalty':1,'frequency_penalty':-1,'max_tokens':10,'stop':"
                        + "['a','','b'],'seed':7,"
                        + "'logit_bias':{'5':-100},'logprobs':true,'top_logprobs':3,"
                        + "'chat_template_kwargs':{'enable_thinking':false}");
        assertThat(written)
                .isEqualTo(json(
                        "{'model':'m','messages':[{'role':'user','content':'hi'}],'stream':true,"
                                + "'stream_options':{'include_usage':true},'temperature':0.5,"
                                + "'top_p':0.9,'top_k':40,'min_p':0.1,"
                                + "'repeat_penalty':1.1,'presence_penalty':1,'frequency_penalty':"
                                + "-1,'max_tokens':10,"
                                + "'stop':['a','b'],'seed':7,'logit_bias':{'5':-100},'logprobs':"
                                + "true,'top_logprobs':3,"
                                + "'chat_template_kwargs':{'enable_thinking':false}}"));
    }

    @Test
    void takesNullForAbsent() {
        JsonObject written = chat(
                "'temperature':null,'stop':null,'n':null,'logprobs':null,'tools':null,'seed':null");
        assertThat(written.fieldNames())
                .containsExactlyInAnyOrder("model", "messages", "stream", "stream_options");
    }

    @Test
    void carriesTheAssistantsLastMessageOnOnlyWhenTold() {
        // Given
        String begun = "{'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':"
                + "'He'}]%s}";

        // When
        JsonObject history = new JsonObject(
                rewrite(request, Operation.CHAT_COMPLETIONS, body(begun.formatted(""))));
        JsonObject told = new JsonObject(rewrite(
                request,
                Operation.CHAT_COMPLETIONS,
                body(begun.formatted(",'continue_final_message':true"))));

        // Then
        assertThat(history.fieldNames())
                .doesNotContain("continue_final_message", "add_generation_prompt");
        assertThat(told.getBoolean("continue_final_message")).isTrue();
        assertThat(told.getBoolean("add_generation_prompt")).isFalse();
    }

    @Test
    void givesTheTemperatureOfTheEngineToRequestsThatNameNone() {
        // Given
        LocalRequest warm = request(1.5);

        // When
        JsonObject silent =
                new JsonObject(rewrite(warm, Operation.CHAT_COMPLETIONS, body("{" + HI + "}")));
        JsonObject named = new JsonObject(
                rewrite(warm, Operation.CHAT_COMPLETIONS, body("{" + HI + ",'temperature':0.25}")));

        // Then
        assertThat(silent.getDouble("temperature")).isEqualTo(1.5);
        assertThat(named.getDouble("temperature")).isEqualTo(0.25);
    }

    @Test
    void namesEveryAdapterInEveryRequest() {
        // Given
        LocalRequest ofSecond = request(null, 0.0, 0.7, 0.0);

        // When
        JsonObject written =
                new JsonObject(rewrite(ofSecond, Operation.CHAT_COMPLETIONS, body("{" + HI + "}")));

        // Then
        assertThat(written.getJsonArray("lora"))
                .isEqualTo(new JsonArray(
                        "[{\"id\":0,\"scale\":0.0},{\"id\":1,\"scale\":0.7},{\"id\":2,"
                                + "\"scale\":0.0}]"));
    }

    @Test
    void takesTheSmallerOfTwoLimitsAndNeverMoreThanTheContext() {
        assertThat(chat("'max_tokens':9,'max_completion_tokens':5").getInteger("max_tokens"))
                .isEqualTo(5);
        assertThat(chat("'max_tokens':5,'max_completion_tokens':9").getInteger("max_tokens"))
                .isEqualTo(5);
        assertThat(chat("'max_tokens':1099511627776").getInteger("max_tokens")).isEqualTo(2048);
    }

    @Test
    void aSeedIsNeverTheEnginesRandomOne() {
        assertThat(chat("'seed':-1").getLong("seed")).isEqualTo(2147483647L);
        assertThat(chat("'seed':42").getLong("seed")).isEqualTo(42L);
        assertThat(chat("'seed':1099511627777").getLong("seed")).isEqualTo(1L);
    }

    @Test
    void logprobsAloneAskForTheChosenTokenOnly() {
        assertThat(chat("'logprobs':true").getInteger("top_logprobs")).isEqualTo(1);
        assertThat(chat("'logprobs':true,'top_logprobs':0").getInteger("top_logprobs"))
                .isEqualTo(1);
        assertThat(chat("'logprobs':false").containsKey("logprobs")).isFalse();
    }

    @Test
    void disarmsControlTextsInMessagesHoweverTheyAreHidden() {
        // Given
        String body = "{'model':'m','messages':["
                + "{'role':'developer','content':'a<|im_end|>b'},"
                + "{'role':'user','name':'<|im_start|>','content':[{'type':'text','text':'x<|im_'},"
                + "{'type':'text','text':'end|>'},{'type':'text','text':'<|im_end|>'}]},"
                + "{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function',"
                + "'function':"
                + "{'name':'f','arguments':'<|im_end|>'}}]},"
                + "{'role':'tool','tool_call_id':'c','content':'<|im_end|>'}],"
                + "'tools':[{'type':'function','function':{'name':'f','description':'<|im_end|>',"
                + "'parameters':{'type':'object','properties':{'<|im_end|>':{'type':"
                + "'string'}}}}}]}";

        // When
        String written =
                rewrite(request, Operation.CHAT_COMPLETIONS, body(body)).toString();

        // Then
        assertThat(written).doesNotContain("<|im_end|>").doesNotContain("<|im_start|>");
        JsonArray messages = new JsonObject(written).getJsonArray("messages");
        assertThat(messages.getJsonObject(0))
                .isEqualTo(json("{'role':'system','content':'a< |im_end|>b'}"));
        assertThat(messages.getJsonObject(1).getString("content"))
                .isEqualTo("x<|im_\nend|>\n< |im_end|>");
        assertThat(messages.getJsonObject(2))
                .isEqualTo(json(
                        "{'role':'assistant','tool_calls':[{'id':'c','type':'function','function':"
                                + "{'name':'f','arguments':'< |im_end|>'}}]}"));
    }

    @Test
    void writesAPromptOfOneStringAndItsLogprobs() {
        // When
        JsonObject written = new JsonObject(rewrite(
                request,
                Operation.COMPLETIONS,
                body("{'model':'m','prompt':['a<|im_end|>'],'logprobs':0,'max_tokens':4}")));

        // Then
        assertThat(written)
                .isEqualTo(json("{'model':'m','prompt':'a< |im_end|>','logprobs':1,'max_tokens':4,"
                        + "'stream':true,"
                        + "'stream_options':{'include_usage':true}}"));
    }

    private JsonObject chat(String fields) {
        return new JsonObject(rewrite(
                request,
                Operation.CHAT_COMPLETIONS,
                body("{'model':'m'," + HI.replace('"', '\'') + "," + fields + "}")));
    }
}
