package dev.sluice.confidence.settings;

import dev.sluice.confidence.Languages;
import dev.sluice.confidence.settings.ConfidenceConfig.Source;
import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.FieldType;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.function.Function;

/**
 * The rules on how confidence is found out, for a route or for one of its rungs: that what a source
 * needs is there, and that a threshold can be missed at all. Of one thread, for one reading.
 */
public final class ConfidenceRules {
    private final Set<String> askable;
    private final boolean complete;
    private final Diagnostics diagnostics;
    private final Function<String, @Nullable String> schemas;

    /**
     * @param askable the routes and models that a verifier may be
     * @param complete whether those are all of the file: one that could not be read may be missing
     * @param schemas what is wrong with the JSON Schema in a file, null for nothing
     */
    public ConfidenceRules(
            Set<String> askable,
            boolean complete,
            Diagnostics diagnostics,
            Function<String, @Nullable String> schemas) {
        this.askable = askable;
        this.complete = complete;
        this.diagnostics = diagnostics;
        this.schemas = schemas;
    }

    /** The rules on a section of its own, at a route or at a rung of it. */
    public void section(FieldPath path, ConfidenceConfig confidence, Judged judged) {
        Source source = confidence.source();
        verifier(path, confidence);
        if (source == Source.CONSISTENCY || source == Source.VERIFIER) {
            needsGate(path.field("source"), FieldType.Choice.label(source), judged);
        }
        rules(path.field("rules"), confidence.rules(), judged);
    }

    private void verifier(FieldPath path, ConfidenceConfig confidence) {
        FieldPath to = path.field("route");
        String route = confidence.route();
        if (!diagnostics.isSound(path.field("source"))) {
            return;
        }
        if (confidence.source() != Source.VERIFIER) {
            if (route != null) {
                diagnostics.refuse(
                        to,
                        "is given, but source " + FieldType.Choice.label(confidence.source())
                                + " asks no route, only source verifier does; remove it");
            }
        } else if (route == null) {
            diagnostics.refuse(
                    to,
                    "is missing, expected the route or model that is asked whether an answer is "
                            + "right");
        } else if (complete && !askable.contains(route)) {
            diagnostics.refuse(to, diagnostics.unknown("route", to, route, askable));
        }
    }

    private void rules(FieldPath path, AnswerRulesConfig rules, Judged judged) {
        FieldPath language = path.field("language");
        if (rules.language() != null && !Languages.KNOWN.contains(rules.language())) {
            diagnostics.refuse(
                    language,
                    "is " + diagnostics.shown(language, "")
                            + ", which the detector of languages does not know"
                            + "; docs/rules-and-verifiers.md lists those it knows (German is deu, "
                            + "French fra, Chinese"
                            + " cmn, Norwegian nob or nno)");
        }
        String file = rules.schema();
        if (file == null) {
            return;
        }
        FieldPath schema = path.field("schema");
        needsGate(schema, "a schema", judged);
        String problem = schemas.apply(file);
        if (problem != null) {
            diagnostics.refuse(
                    schema,
                    "names the file " + diagnostics.shown(schema, "") + ", which " + problem);
        }
    }

    private void needsGate(FieldPath path, String what, Judged judged) {
        if (!judged.whole() && diagnostics.isSound(judged.mode())) {
            diagnostics.refuse(
                    path,
                    "is " + diagnostics.shown(path, what) + ", which judges whole answers, but "
                            + judged.mode()
                            + " is "
                            + judged.said()
                            + ": a stream would be the client's before there is a whole one; set "
                            + "it to gate");
        }
    }

    /**
     * The rules on a threshold.
     *
     * @param path of its rung
     * @param section where it is said how the rung's confidence is found out
     * @param unprobable where it is said that the rung's upstream gives no log-probabilities, null
     *     where that is not said
     */
    public void threshold(
            FieldPath path,
            FieldPath section,
            ConfidenceConfig by,
            @Nullable FieldPath unprobable) {
        FieldPath threshold = path.field("threshold");
        if (!diagnostics.isSound(section.field("source"))) {
            return;
        }
        String is = "is " + diagnostics.shown(threshold, "") + ", but ";
        switch (by.source()) {
            case NONE ->
                diagnostics.refuse(
                        threshold,
                        is + section
                                + " has source none, so that no answer can ever be unsure; name a "
                                + "source or remove"
                                + " the threshold");
            case RULES -> {
                if (!by.rules().any() && diagnostics.isSound(section.field("rules"))) {
                    diagnostics.refuse(
                            threshold,
                            is + section
                                    + " has source rules and names no rule, so that no answer can "
                                    + "ever be unsure; add "
                                    + section.field("rules"));
                }
            }
            case LOGPROBS -> logprobs(threshold, is, unprobable);
            case CONSISTENCY, VERIFIER -> {}
        }
    }

    private void logprobs(FieldPath threshold, String is, @Nullable FieldPath unprobable) {
        if (unprobable != null && diagnostics.isSound(unprobable)) {
            diagnostics.refuse(
                    threshold,
                    is + unprobable
                            + " is false: a provider without log-probs never pretends; choose "
                            + "another source:"
                            + " consistency, verifier or rules");
        }
    }

    /**
     * What a section judges: the answers of a route.
     *
     * @param mode path of the setting that says whether they are whole by then
     * @param said what it says
     */
    public record Judged(FieldPath mode, String said, boolean whole) {}
}
