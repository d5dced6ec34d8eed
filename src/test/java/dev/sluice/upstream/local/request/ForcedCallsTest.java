package dev.sluice.upstream.local.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure.Invalid;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

/** What makes a model call a tool that its template does not know. */
class ForcedCallsTest extends LocalRequestKit {
    private static final TemplateAbilities PLAIN = new TemplateAbilities(false, false);

    @Test
    void theSchemaLeavesNothingButACall() {
        // When
        JsonObject written = written("{'type':'function','function':{'name':'f','description':'d',"
                + "'parameters':{'type':'object','$defs':{'U':{'enum':['c']}},"
                + "'properties':{'u':{'$ref':'#/$defs/U'}}}}}");

        // Then
        JsonObject schema = written.getJsonObject("response_format")
                .getJsonObject("json_schema")
                .getJsonObject("schema");
        assertThat(schema)
                .isEqualTo(json("{'type':'object','additionalProperties':false,'properties':"
                        + "{'name':{'const':'f'},'arguments':{'$ref':'#/$defs/tool0'}},"
                        + "'required':['name','arguments'],'$defs':{'tool0':{'type':'object',"
                        + "'$defs':{'U':{'enum':['c']}},'properties':"
                        + "{'u':{'$ref':'#/$defs/tool0/$defs/U'}}}}}"));
        assertThat(written.getJsonArray("messages").getJsonObject(0).getString("content"))
                .contains("\"name\":\"f\"");
        assertThat(written.fieldNames())
                .as("what would break the call's JSON, or is about it")
                .doesNotContain("stop", "logprobs", "top_logprobs", "tools", "tool_choice");
    }

    @Test
    void argumentsAreAnObject() {
        Invalid refusal = (Invalid) catchThrowableOfType(
                        UpstreamException.class,
                        () -> written("{'type':'function','function':{'name':'f',"
                                + "'parameters':{'type':'array'}}}"))
                .failure();
        assertThat(refusal.param()).isEqualTo("tools[].function.parameters.type");
    }

    private static JsonObject written(String tool) {
        LocalPlan.Choices plan =
                (LocalPlan.Choices) new LocalRequest(request(null).settings(), VOCABULARY, PLAIN)
                        .plan(
                                Operation.CHAT_COMPLETIONS,
                                body("{" + HI + ",'tool_choice':'required','stop':['}'],"
                                        + "'logprobs':true,'tools':[" + tool + "]}"));
        return new JsonObject(String.valueOf(plan.choices().getFirst().body()));
    }
}
