package dev.sluice.upstream.local.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure.Invalid;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON schemas: enforced, or refused by the place of what can't be. */
class SchemaRulesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'string','pattern':'^\\\\d+$'} | {'type':'string','pattern':'^[0-9]+$'}",
                "{'allOf':[{'$ref':'#/$defs/n'}]} | {'$ref':'#/$defs/n'}",
                "{'type':'array','prefixItems':[{'const':1}],'items':false}"
                        + "| {'type':'array','prefixItems':[{'const':1}]}",
                "{'type':['integer','null'],'minimum':3} | {'type':['integer','null'],'minimum':3}",
                "{'type':'object','properties':{'x':true}}"
                        + "| {'type':'object','properties':{'x':{}}}",
                "{'type':'array','items':{'format':'date'},'maxItems':3}"
                        + "| {'type':'array','items':{'format':'date'},'maxItems':3}",
                "{'enum':[1,null],'title':'any','description':'d','default':1}"
                        + "| {'enum':[1,null],'title':'any','description':'d','default':1}"
            })
    void isEnforced(String asked, String written) {
        assertThat(enforced(asked, true)).isEqualTo(wrapped(written));
        assertThat(enforced(asked, false)).isEqualTo(wrapped(written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'not':{'type':'string'}} | not | {}",
                "{'type':'integer','multipleOf':5} | multipleOf | {'type':'integer'}",
                "{'type':'array','uniqueItems':true} | uniqueItems | {'type':'array'}",
                "{'type':'string','pattern':'(?i)a'} | pattern | {'type':'string'}",
                "{'type':'object','minProperties':1} | minProperties | {'type':'object'}",
                "{'if':{'type':'string'}} | if | {}"
            })
    void whatNoGrammarEnforcesIsRefusedIfTheSchemaIsStrict(
            String asked, String keyword, String written) {
        assertThat(refusal(asked, true).param()).isEqualTo("s.properties.a." + keyword);
        assertThat(refusal(asked, true).message())
                .startsWith("'s.properties.a." + keyword + "' is ")
                .contains("which local models can't do (expected: ");
        assertThat(enforced(asked, false)).isEqualTo(wrapped(written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'number','minimum':0.5} | minimum",
                "{'type':'string','format':'email'} | format",
                "{'type':'string','pattern':'^a+$','minLength':3} | pattern",
                "{'anyOf':[{'type':'string'}],'required':['x']} | required",
                "{'$ref':'#/$defs/n','enum':[1]} | enum"
            })
    void whatTheEngineWouldPassOverIsRefusedIfTheSchemaIsStrict(String asked, String keyword) {
        assertThat(refusal(asked, true).param()).isEqualTo("s.properties.a." + keyword);
        assertThat(enforced(asked, false)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'strin'} | type",
                "{'type':['string','nul']} | type",
                "{'$ref':'https://example.com/x.json'} | $ref",
                "{'$ref':'#/$defs/none'} | $ref",
                "{'type':'string','minLength':100000} | minLength",
                "{'type':'string','minLength':-1} | minLength",
                "{'type':'string','pattern':1} | pattern",
                "{'type':'array','items':3} | items",
                "{'anyOf':{}} | anyOf",
                "{'properties':[]} | properties"
            })
    void aMistakeIsRefusedInEverySchema(String asked, String keyword) {
        for (boolean strict : new boolean[] {true, false}) {
            assertThat(refusal(asked, strict).status()).isEqualTo(400);
            assertThat(refusal(asked, strict).param()).isEqualTo("s.properties.a." + keyword);
        }
    }

    @Test
    void aSchemaMayBeMadeOfItself() {
        JsonNode list = json("{'$defs':{'n':{'type':'object','properties':"
                + "{'next':{'anyOf':[{'$ref':'#/$defs/n'},{'type':'null'}]}}}},"
                + "'$ref':'#/$defs/n'}");

        assertThat(SchemaRules.enforced(list, "s", true)).isEqualTo(list);
        assertThat(SchemaRules.enforced(json("{'type':'array','items':{'$ref':'#'}}"), "s", true))
                .isNotNull();
    }

    private static JsonNode enforced(String part, boolean strict) {
        return SchemaRules.enforced(wrapped(part), "s", strict);
    }

    private static Invalid refusal(String part, boolean strict) {
        UpstreamException refused =
                catchThrowableOfType(UpstreamException.class, () -> enforced(part, strict));
        return (Invalid) refused.failure();
    }

    private static JsonNode wrapped(String part) {
        return json("{'type':'object','properties':{'a':" + part
                + "},'required':['a'],'$defs':{'n':{'type':'integer'}}}");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
