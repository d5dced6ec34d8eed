package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Set;

/** Writes what the engine is asked for a chat: the messages, and what answers there may be. */
record ChatRequest(ControlTexts controls, TemplateAbilities abilities) {
    private static final String GO_ON = "continue_final_message";

    /** Writes the chat's own fields; returns whether the model is made to write calls. */
    boolean write(JsonNode asked, ObjectNode written) {
        ChatMessages conversation = new ChatMessages(controls, abilities);
        written.set(
                "messages",
                conversation.messages(RequestFields.required(asked, "messages", "messages")));
        ToolUse use = new ToolReader(conversation, abilities).read(asked);
        goOn(asked, written);
        ResponseFormat.write(asked, written, conversation);
        templateFlags(asked, written);
        logprobs(asked, written);
        return switch (use) {
            case ToolUse.None ignored -> false;
            case ToolUse.Offered offered -> {
                offer(offered, written);
                yield false;
            }
            case ToolUse.Forced forced -> {
                alone(asked, written);
                forced.tools().forEach(ChatRequest::isOfObject);
                new ForcedCalls(forced).write(written);
                // They would be of the grammar's JSON, not of anything that the client sees.
                written.remove("logprobs");
                written.remove("top_logprobs");
                yield true;
            }
        };
    }

    /** Arguments are an object: OpenAI's rule. */
    private static void isOfObject(JsonNode tool) {
        JsonNode type = tool.at("/function/parameters/type");
        if (!type.isMissingNode() && !type.asText().equals("object")) {
            throw RequestFields.wrongValue(type, "tools[].function.parameters.type", "\"object\"");
        }
    }

    private static void offer(ToolUse.Offered offered, ObjectNode written) {
        written.set("tools", offered.tools());
        if (offered.required()) {
            written.put("tool_choice", "required");
        }
        if (offered.parallel() != null) {
            written.put("parallel_tool_calls", offered.parallel());
        }
    }

    /** A forced call is a format of its own, and begins its own message. */
    private static void alone(JsonNode asked, ObjectNode written) {
        if (written.has("response_format") || written.has("grammar")) {
            throw RequestFields.wrongValue(
                    asked.get("response_format"),
                    "response_format",
                    "none or text, since 'tool_choice' forces a call");
        }
        if (written.has(GO_ON)) {
            throw RequestFields.wrongValue(
                    asked.get(GO_ON), GO_ON, "false, since 'tool_choice' forces a call");
        }
    }

    /**
     * Passes on that the last message is the beginning of the answer; without the flag the engine
     * takes it for history.
     */
    private static void goOn(JsonNode asked, ObjectNode written) {
        JsonNode wish = RequestFields.given(asked, GO_ON);
        boolean wanted = wish != null && RequestFields.bool(wish, GO_ON);
        JsonNode prompt = RequestFields.given(asked, "add_generation_prompt");
        if (prompt != null && RequestFields.bool(prompt, "add_generation_prompt") == wanted) {
            throw RequestFields.unsupported(
                    prompt,
                    "add_generation_prompt",
                    "the opposite of '" + GO_ON + "', which is " + wanted);
        }
        if (!wanted || wish == null) {
            return;
        }
        JsonNode messages = asked.get("messages");
        if (!messages.path(messages.size() - 1).path("role").asText().equals("assistant")) {
            throw RequestFields.wrongValue(
                    wish, GO_ON, "true only when the last message is the assistant's");
        }
        written.put(GO_ON, true).put("add_generation_prompt", false);
    }

    private void templateFlags(JsonNode asked, ObjectNode written) {
        JsonNode kwargs = RequestFields.given(asked, "chat_template_kwargs");
        if (kwargs != null) {
            ObjectNode flags = written.putObject("chat_template_kwargs");
            RequestFields.object(kwargs, "chat_template_kwargs").properties().forEach(flag -> {
                flags.put(
                        flag.getKey(),
                        RequestFields.bool(
                                flag.getValue(), "chat_template_kwargs." + flag.getKey()));
            });
        }
        JsonNode effort = RequestFields.given(asked, "reasoning_effort");
        if (effort != null) {
            String word = RequestFields.text(effort, "reasoning_effort");
            if (!Set.of("none", "minimal", "low", "medium", "high", "xhigh").contains(word)) {
                throw RequestFields.wrongValue(
                        effort,
                        "reasoning_effort",
                        "\"none\", \"minimal\", \"low\", \"medium\", \"high\" or \"xhigh\"");
            }
            if (abilities.reasoningEffort()) {
                written.withObject("/chat_template_kwargs").put("reasoning_effort", word);
            } else if (!word.equals("none")) {
                throw RequestFields.unsupported(
                        effort, "reasoning_effort", "\"none\": this model does not reason");
            }
        }
    }

    private static void logprobs(JsonNode asked, ObjectNode written) {
        JsonNode logprobs = RequestFields.given(asked, "logprobs");
        boolean wanted = logprobs != null && RequestFields.bool(logprobs, "logprobs");
        JsonNode top = RequestFields.given(asked, "top_logprobs");
        if (top != null) {
            int count = RequestFields.integerWithin(top, "top_logprobs", 0, 20);
            if (!wanted) {
                throw RequestFields.wrongValue(
                        top, "top_logprobs", "none, since 'logprobs' is not true");
            }
            // 0 would turn the engine's log-probabilities off.
            written.put("top_logprobs", Math.max(1, count));
        } else if (wanted) {
            written.put("top_logprobs", 1); // The engine's own default is 20.
        }
        if (wanted) {
            written.put("logprobs", true);
        }
    }
}
