package dev.sluice.upstream.local.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.upstream.UpstreamFailure.Invalid;
import dev.sluice.vocabulary.Operation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

/** What is refused, with the field, the value and what was expected. */
class LocalRequestRefusalsTest extends LocalRequestKit {
    static Stream<Arguments> badChats() {
        return Stream.of(
                bad("{}", "messages", "'messages' is missing", "missing_required_parameter"),
                bad(
                        "{'messages':[]}",
                        "messages",
                        "'messages' is empty (expected: at least one message)",
                        "empty_array"),
                bad(
                        "{'messages':'x'}",
                        "messages",
                        "'messages' is \"x\" (expected: an array)",
                        "invalid_type"),
                bad(
                        "{'messages':[1]}",
                        "messages[0]",
                        "'messages[0]' is 1 (expected: an object)",
                        "invalid_type"),
                bad(
                        "{'messages':[{'content':'x'}]}",
                        "messages[0].role",
                        "'messages[0].role' is missing",
                        "missing_required_parameter"),
                bad(
                        "{'messages':[{'role':'xx','content':'x'}]}",
                        "messages[0].role",
                        "'messages[0].role' is \"xx\" (expected: system, developer, user, "
                                + "assistant or tool)",
                        "invalid_value"),
                bad(
                        "{'messages':[{'role':'user'}]}",
                        "messages[0].content",
                        "'messages[0].content' is missing",
                        "missing_required_parameter"),
                bad(
                        "{'messages':[{'role':'user','content':null}]}",
                        "messages[0].content",
                        "'messages[0].content' is missing",
                        "missing_required_parameter"),
                bad(
                        "{'messages':[{'role':'user','content':{'a':1}}]}",
                        "messages[0].content",
                        "'messages[0].content' is an object (expected: a string or an array of "
                                + "text parts)",
                        "invalid_type"),
                bad(
                        "{'messages':[{'role':'user','content':'a'},{'role':'assistant','content':"
                                + "'b'},"
                                + "{'role':'user','content':[{'type':'image_url','image_url':"
                                + "{'url':'x'}}]}]}",
                        "messages[2].content[0].type",
                        "'messages[2].content[0].type' is \"image_url\", which local models can't "
                                + "do"
                                + " (expected: \"text\")",
                        "unsupported_value"),
                bad(
                        "{'messages':[{'role':'user','content':[{'type':'text','text':5}]}]}",
                        "messages[0].content[0].text",
                        "'messages[0].content[0].text' is 5 (expected: a string)",
                        "invalid_type"),
                with(
                        "'n':129",
                        "n",
                        "'n' is 129 (expected: an integer from 1 to 128)",
                        "invalid_value"),
                with(
                        "'n':0",
                        "n",
                        "'n' is 0 (expected: an integer from 1 to 128)",
                        "invalid_value"),
                with(
                        "'n':'1'",
                        "n",
                        "'n' is \"1\" (expected: an integer from 1 to 128)",
                        "invalid_type"),
                with(
                        "'temperature':1e9",
                        "temperature",
                        number("temperature", "1.0E9", "0 to 2"),
                        "invalid_value"),
                with(
                        "'temperature':-0.1",
                        "temperature",
                        number("temperature", "-0.1", "0 to 2"),
                        "invalid_value"),
                with(
                        "'temperature':'hot'",
                        "temperature",
                        number("temperature", "\"hot\"", "0 to 2"),
                        "invalid_type"),
                with("'top_p':1.5", "top_p", number("top_p", "1.5", "0 to 1"), "invalid_value"),
                with("'min_p':-1", "min_p", number("min_p", "-1", "0 to 1"), "invalid_value"),
                with(
                        "'presence_penalty':-3",
                        "presence_penalty",
                        number("presence_penalty", "-3", "-2 to 2"),
                        "invalid_value"),
                with(
                        "'frequency_penalty':true",
                        "frequency_penalty",
                        number("frequency_penalty", "true", "-2 to 2"),
                        "invalid_type"),
                with(
                        "'max_tokens':0",
                        "max_tokens",
                        "'max_tokens' is 0 (expected: an integer of at least 1)",
                        "invalid_value"),
                with(
                        "'max_tokens':1.5",
                        "max_tokens",
                        "'max_tokens' is 1.5 (expected: an integer)",
                        "invalid_type"),
                with(
                        "'max_completion_tokens':-1",
                        "max_completion_tokens",
                        "'max_completion_tokens' is -1 (expected: an integer of at least 1)",
                        "invalid_value"),
                with(
                        "'seed':'x'",
                        "seed",
                        "'seed' is \"x\" (expected: an integer)",
                        "invalid_type"),
                with(
                        "'stop':5",
                        "stop",
                        "'stop' is 5 (expected: a string or an array of at most 16 strings)",
                        "invalid_type"),
                with(
                        "'stop':['','','','','','','','','','','','','','','','','']",
                        "stop",
                        "'stop' is an array of 17 (expected: a string or an array of at most 16 "
                                + "strings)",
                        "invalid_value"),
                with(
                        "'logprobs':1",
                        "logprobs",
                        "'logprobs' is 1 (expected: true or false)",
                        "invalid_type"),
                with(
                        "'logprobs':true,'top_logprobs':21",
                        "top_logprobs",
                        "'top_logprobs' is 21 (expected: an integer from 0 to 20)",
                        "invalid_value"),
                with(
                        "'top_logprobs':3",
                        "top_logprobs",
                        "'top_logprobs' is 3 (expected: none, since 'logprobs' is not true)",
                        "invalid_value"),
                with(
                        "'logit_bias':{'5':200}",
                        "logit_bias.5",
                        number("logit_bias.5", "200", "-100 to 100"),
                        "invalid_value"),
                with(
                        "'tools':'x'",
                        "tools",
                        "'tools' is \"x\" (expected: an array)",
                        "invalid_type"),
                with(
                        "'tools':[{}]",
                        "tools[0].type",
                        "'tools[0].type' is missing",
                        "missing_required_parameter"),
                with(
                        "'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'f'",
                        "tool_choice",
                        "'tool_choice' is \"f\" (expected: \"none\", \"auto\", \"required\", a "
                                + "function {\"type\":\"function\",\"function\":"
                                + "{\"name\":...}} or {\"type\":\"allowed_tools\"})",
                        "invalid_value"),
                with(
                        "'response_format':'json'",
                        "response_format",
                        "'response_format' is \"json\" (expected: an object)",
                        "invalid_type"),
                with(
                        "'response_format':{'type':'yaml'}",
                        "response_format.type",
                        "'response_format.type' is \"yaml\" (expected: \"text\", \"json_object\" or"
                                + " \"json_schema\")",
                        "invalid_value"),
                with(
                        "'continue_final_message':true",
                        "continue_final_message",
                        "'continue_final_message' is true (expected: true only when the last "
                                + "message is the"
                                + " assistant's)",
                        "invalid_value"),
                with(
                        "'chat_template_kwargs':{'enable_thinking':'x'}",
                        "chat_template_kwargs.enable_thinking",
                        "'chat_template_kwargs.enable_thinking' is \"x\" (expected: true or false)",
                        "invalid_type"));
    }

    @ParameterizedTest
    @MethodSource("badChats")
    void refusesWithTheFieldTheValueAndWhatWasExpected(String body, Invalid expected) {
        assertThat(refusal(Operation.CHAT_COMPLETIONS, body)).isEqualTo(expected);
    }

    @Test
    void refusesEmbeddings() {
        Invalid refusal = refusal(Operation.EMBEDDINGS, "{'input':'x'}");
        assertThat(refusal.code()).isEqualTo("unsupported_operation");
    }

    private static Arguments with(String field, String param, String message, String code) {
        return bad("{" + HI + "," + field + "}", param, message, code);
    }

    private static String number(String param, String value, String range) {
        return "'" + param + "' is " + value + " (expected: a number from " + range + ")";
    }
}
