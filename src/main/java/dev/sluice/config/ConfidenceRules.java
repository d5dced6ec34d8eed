package dev.sluice.config;

import dev.sluice.confidence.Languages;
import dev.sluice.config.ConfidenceConfig.Source;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.FieldType;
import dev.sluice.config.bind.Findings;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The rules on how confidence is found out, for a route or for one of its rungs: that what a source
 * needs is there, and that a threshold can be missed at all. Of one thread, for one reading.
 */
final class ConfidenceRules {
    private final SluiceConfig config;
    private final FieldPath root;
    private final Findings findings;
    private final Function<String, @Nullable String> schemas;

    /** @param schemas what is wrong with the JSON Schema in a file, null for nothing */
    ConfidenceRules(
            SluiceConfig config,
            FieldPath root,
            Findings findings,
            Function<String, @Nullable String> schemas) {
        this.config = config;
        this.root = root;
        this.findings = findings;
        this.schemas = schemas;
    }

    /** The rules on a section of its own, at a route or at a rung of it. */
    void section(
            FieldPath path, ConfidenceConfig confidence, FieldPath routePath, RouteConfig route) {
        Source source = confidence.source();
        verifier(path, confidence);
        if (source == Source.CONSISTENCY || source == Source.VERIFIER) {
            needsGate(path.field("source"), FieldType.Choice.label(source), routePath, route);
        }
        rules(path.field("rules"), confidence.rules(), routePath, route);
    }

    private void verifier(FieldPath path, ConfidenceConfig confidence) {
        FieldPath to = path.field("route");
        String route = confidence.route();
        if (!findings.isSound(path.field("source"))) {
            return;
        }
        if (confidence.source() != Source.VERIFIER) {
            if (route != null) {
                findings.refuse(
                        to,
                        "is given, but source " + FieldType.Choice.label(confidence.source())
                                + " asks no route, only source verifier does; remove it");
            }
        } else if (route == null) {
            findings.refuse(
                    to,
                    "is missing, expected the route or model that is asked whether an answer is "
                            + "right");
        } else if (!config.routes().containsKey(route) && !config.models().containsKey(route)) {
            Set<String> known = new TreeSet<>(config.routes().keySet());
            known.addAll(config.models().keySet());
            if (findings.isSound(root.field("routes")) && findings.isSound(root.field("models"))) {
                findings.refuse(to, findings.unknown("route", to, route, known));
            }
        }
    }

    private void rules(
            FieldPath path, AnswerRulesConfig rules, FieldPath routePath, RouteConfig route) {
        FieldPath language = path.field("language");
        if (rules.language() != null && !Languages.KNOWN.contains(rules.language())) {
            findings.refuse(
                    language,
                    "is " + findings.shown(language, "")
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
        needsGate(schema, "a schema", routePath, route);
        String problem = schemas.apply(file);
        if (problem != null) {
            findings.refuse(
                    schema, "names the file " + findings.shown(schema, "") + ", which " + problem);
        }
    }

    private void needsGate(FieldPath path, String what, FieldPath routePath, RouteConfig route) {
        FieldPath mode = routePath.field("window").field("mode");
        if (route.window().mode() != WindowConfig.Mode.GATE && findings.isSound(mode)) {
            findings.refuse(
                    path,
                    "is " + findings.shown(path, what) + ", which judges whole answers, but " + mode
                            + " is "
                            + FieldType.Choice.label(route.window().mode())
                            + ": a stream would be the client's before there is a whole one; set "
                            + "it to gate");
        }
    }

    /**
     * The rules on a threshold.
     *
     * @param path of its rung
     * @param section where it is said how the rung's confidence is found out
     */
    void threshold(FieldPath path, RungConfig rung, FieldPath section, ConfidenceConfig by) {
        FieldPath threshold = path.field("threshold");
        if (!findings.isSound(section.field("source"))) {
            return;
        }
        String is = "is " + findings.shown(threshold, "") + ", but ";
        switch (by.source()) {
            case NONE ->
                findings.refuse(
                        threshold,
                        is + section
                                + " has source none, so that no answer can ever be unsure; name a "
                                + "source or remove"
                                + " the threshold");
            case RULES -> {
                if (!by.rules().any() && findings.isSound(section.field("rules"))) {
                    findings.refuse(
                            threshold,
                            is + section
                                    + " has source rules and names no rule, so that no answer can "
                                    + "ever be unsure; add "
                                    + section.field("rules"));
                }
            }
            case LOGPROBS -> logprobs(threshold, is, rung);
            case CONSISTENCY, VERIFIER -> {}
        }
    }

    private void logprobs(FieldPath threshold, String is, RungConfig rung) {
        ModelConfig model = config.models().get(rung.model());
        UpstreamConfig upstream = model == null ? null : config.upstreams().get(model.upstream());
        if (model == null || upstream == null || upstream.logprobs()) {
            return;
        }
        FieldPath logprobs = root.field("upstreams").field(model.upstream()).field("logprobs");
        if (findings.isSound(logprobs)) {
            findings.refuse(
                    threshold,
                    is + logprobs
                            + " is false: a provider without log-probs never pretends; choose "
                            + "another source:"
                            + " consistency, verifier or rules");
        }
    }
}
