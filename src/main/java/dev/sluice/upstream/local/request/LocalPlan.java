package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What the engine is asked for one request of a client, and what its answers become. */
public sealed interface LocalPlan {
    /**
     * One call, whose answer is passed on as the engine writes it.
     *
     * @param body for the engine
     */
    record PassedOn(Buffer body) implements LocalPlan {
        /** Leaves out what the client wrote. */
        @Override
        public String toString() {
            return "PassedOn[" + body.length() + " bytes]";
        }
    }

    /**
     * Calls whose answers are put together, or translated.
     *
     * @param choices one for each answer that is drawn, those of one prompt side by side
     * @param drawn how many are drawn for each prompt
     * @param shape what the client gets
     */
    record Choices(List<Choice> choices, Drawn drawn, Shape shape) implements LocalPlan {
        public Choices {
            choices = List.copyOf(choices);
        }
    }

    /**
     * One answer to draw.
     *
     * @param body for the engine; null if nothing is generated ({@code max_tokens} is 0)
     * @param prompt the prompt of a completion; null in a chat
     */
    record Choice(@Nullable ObjectNode body, @Nullable Prompt prompt) {
        /** Leaves out what the client wrote. */
        @Override
        public String toString() {
            return "Choice[generates=" + (body != null) + ", prompt=" + prompt + "]";
        }
    }

    /** What the engine's chunks become. */
    sealed interface Shape {
        /** Messages. */
        record Messages() implements Shape {}

        /** Calls of tools: the model was made to write them as JSON. */
        record Calls() implements Shape {}

        /**
         * Texts.
         *
         * @param logprobs how many alternatives of each token are wanted; null for no
         *     log-probabilities
         * @param echo whether the prompt is to come first
         * @param fixed what a call needs that only reads the prompt: the model and its adapters
         */
        record Texts(@Nullable Integer logprobs, boolean echo, ObjectNode fixed) implements Shape {
            /** How many alternatives the engine is asked for: 0 would turn it off. */
            public int alternatives() {
                return logprobs == null ? 1 : Math.max(1, logprobs);
            }

            /** Whether the prompt's tokens are to be scored. */
            public boolean scoresPrompts() {
                return echo && logprobs != null;
            }
        }
    }
}
