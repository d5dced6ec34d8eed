package dev.sluice.config;

import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.record.RecordsRules;
import dev.sluice.config.route.Declared;
import dev.sluice.config.route.LadderRules;
import dev.sluice.config.route.ModelRules;
import dev.sluice.config.route.VerifierRules;
import dev.sluice.config.server.KeyRules;
import dev.sluice.config.upstream.UpstreamRules;
import dev.sluice.egress.WebhookRules;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * Runs all rules that look at more than one field; each rule is declared beside the settings it is
 * about. The check continues after a problem and skips what could not be read. Confined to one
 * thread; made for one reading.
 */
final class ConfigRules {
    private final SluiceConfig config;
    private final FieldPath root;
    private final KeyRules keys;
    private final Diagnostics diagnostics;
    private final Function<String, @Nullable String> schemas;

    /**
     * @param root the file of the configuration
     * @param schemas says what is wrong with the JSON Schema in a file; null for nothing
     */
    ConfigRules(
            SluiceConfig config,
            FieldPath root,
            KeyRules keys,
            Diagnostics diagnostics,
            Function<String, @Nullable String> schemas) {
        this.config = config;
        this.root = root;
        this.keys = keys;
        this.diagnostics = diagnostics;
        this.schemas = schemas;
    }

    void check() {
        Declared declared =
                new Declared(root, config.upstreams(), config.models(), config.routes());
        FieldPath models = root.field("models");
        UpstreamRules upstreamRules = new UpstreamRules(diagnostics);
        config.upstreams()
                .forEach((name, upstream) ->
                        upstreamRules.check(root.field("upstreams").field(name), upstream));
        ModelRules modelRules = new ModelRules(declared, diagnostics);
        config.models().forEach((name, model) -> modelRules.check(models.field(name), model));
        new LadderRules(declared, diagnostics, schemas).check();
        new VerifierRules(config.routes(), root.field("routes"), diagnostics).check();
        keys.check();
        keys.listen(root.field("listen"), config.listen());
        keys.cors(root.field("listen").field("cors"), config.listen().cors());
        new RecordsRules(diagnostics).check(root.field("records"), config.records());
        new WebhookRules(config.webhooks(), root.field("webhooks"), diagnostics).check();
        if (config.models().isEmpty() && diagnostics.isSound(models)) {
            diagnostics.warn(models, "is empty: nothing is served until a model is declared");
        }
    }
}
