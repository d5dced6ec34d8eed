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
 * Checks the confidence settings of a route or one of its rungs: a source must have what it needs,
 * and an answer must be able to miss a threshold. Used by one thread for one reading of the file.
 */
public final class ConfidenceRules {
    private final Set<String> askable;
    private final boolean complete;
    private final Diagnostics diagnostics;
    private final Function<String, @Nullable String> schemas;

    /**
     * @param askable the routes and models that may serve as a verifier
     * @param complete whether the file has no others; one that could not be read may be missing
     * @param schemas what is wrong with the JSON Schema in a file; null if nothing is
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

    /** Checks the section of a route or of a rung. */
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
     * Checks a threshold.
     *
     * @param path of its rung
     * @param section the section that says how the rung's answers are scored
     * @param unprobable the setting that says the rung's upstream gives no log-probabilities; null
     *     if there is none
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
                            + " is false, so there are no log-probabilities to score; choose "
                            + "another source: consistency, verifier or rules");
        }
    }

    /**
     * What a section judges: a route's answers.
     *
     * @param mode path of the setting that decides whether answers are whole when judged
     * @param said its value
     */
    public record Judged(FieldPath mode, String said, boolean whole) {}
}
