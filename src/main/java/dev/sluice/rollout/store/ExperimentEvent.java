package dev.sluice.rollout.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.egress.WebhookConfig;
import dev.sluice.event.Event;
import dev.sluice.event.EventKind;
import dev.sluice.vocabulary.DecisionKind;
import dev.sluice.vocabulary.Labelled;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** Something that happened to an experiment, in the form in which it is logged and sent. */
public sealed interface ExperimentEvent {
    /** Most characters of a reason or a sentence, so that no webhook's body comes near 64 KiB. */
    int WORDS_MAX = 4_000;

    /** The kinds, in the order of the numbers in {@code Last-Event-ID}. */
    enum Kind implements EventKind {
        /** An experiment, or the switch of a route, was changed. */
        CHANGE("change", WebhookConfig.Event.STATE),
        /** Something was decided about one. */
        DECISION("decision", WebhookConfig.Event.DECISION);

        /** Its subjects are experiments. */
        public static final String TOPIC = "experiment";

        private final String streamName;
        private final WebhookConfig.Event wanted;

        Kind(String streamName, WebhookConfig.Event wanted) {
            this.streamName = streamName;
            this.wanted = wanted;
        }

        @Override
        public String topic() {
            return TOPIC;
        }

        @Override
        public String streamName() {
            return streamName;
        }

        @Override
        public WebhookConfig.Event wanted() {
            return wanted;
        }
    }

    /** As the log keeps it. */
    Event event();

    /** A change, whoever made it. */
    record Changed(Change change) implements ExperimentEvent {
        @Override
        public Event event() {
            ObjectNode payload = object().put("seq", change.seq())
                    .put("action", change.action().label())
                    .put("by", change.by())
                    .put("before", label(change.before()))
                    .put("after", label(change.after()))
                    .put("version", change.version())
                    .put("reason", change.reason())
                    .put("at", change.at().toString());
            ObjectNode notice = object().put("experiment", change.experiment())
                    .put("route", change.route())
                    .put("sequence", change.seq())
                    .put("action", change.action().label())
                    .put("by", change.by())
                    .put("before", label(change.before()))
                    .put("after", label(change.after()))
                    .put("version", change.version())
                    .put("reason", cut(change.reason()));
            return new Event(
                    Kind.CHANGE,
                    change.seq(),
                    change.experiment(),
                    change.route(),
                    change.at(),
                    change.version(),
                    payload.toString(),
                    notice.toString());
        }
    }

    /**
     * One decision.
     *
     * @param inputs everything that it was made from
     */
    record Decided(
            long id,
            String experiment,
            String route,
            Instant at,
            int stage,
            DecisionKind kind,
            String sentence,
            ObjectNode inputs)
            implements ExperimentEvent {
        @Override
        public Event event() {
            ObjectNode payload = object().put("id", id)
                    .put("at", at.toString())
                    .put("stage", stage)
                    .put("kind", kind.label())
                    .put("sentence", sentence);
            payload.set("inputs", inputs);
            ObjectNode notice = object().put("experiment", experiment)
                    .put("route", route)
                    .put("decision", id)
                    .put("stage", stage)
                    .put("kind", kind.label())
                    .put("sentence", cut(sentence));
            return new Event(
                    Kind.DECISION,
                    id,
                    experiment,
                    route,
                    at,
                    null,
                    payload.toString(),
                    kind == DecisionKind.STAY ? null : notice.toString());
        }
    }

    private static @Nullable String label(@Nullable Labelled word) {
        return word == null ? null : word.label();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static @Nullable String cut(@Nullable String words) {
        if (words == null || words.length() <= WORDS_MAX) {
            return words;
        }
        // Not between two surrogates: half a pair can't be written as JSON.
        int end =
                Character.isHighSurrogate(words.charAt(WORDS_MAX - 1)) ? WORDS_MAX - 1 : WORDS_MAX;
        return words.substring(0, end) + "...";
    }
}
