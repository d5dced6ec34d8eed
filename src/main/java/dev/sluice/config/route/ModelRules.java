package dev.sluice.config.route;

import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.FieldType;
import dev.sluice.config.record.PriceRules;
import dev.sluice.config.upstream.UpstreamConfig;

import java.util.List;
import java.util.Map;

/**
 * The rules for a model: it may only have the fields of its upstream's provider. Confined to one
 * thread; made for one reading.
 */
public final class ModelRules {
    private final Map<String, UpstreamConfig> upstreams;
    private final FieldPath upstreamsPath;
    private final Diagnostics diagnostics;

    public ModelRules(Declared declared, Diagnostics diagnostics) {
        this.upstreams = declared.upstreams();
        this.upstreamsPath = declared.upstreamsPath();
        this.diagnostics = diagnostics;
    }

    public void check(FieldPath path, ModelConfig model) {
        new PriceRules(diagnostics).check(path.field("prices"), model.prices());
        FieldPath to = path.field("upstream");
        UpstreamConfig upstream = upstreams.get(model.upstream());
        if (upstream == null) {
            if (diagnostics.isSound(upstreamsPath)) {
                diagnostics.refuse(
                        to,
                        diagnostics.unknown("upstream", to, model.upstream(), upstreams.keySet()));
            }
            return;
        }
        FieldPath provider = upstreamsPath.field(model.upstream()).field("provider");
        if (!diagnostics.isSound(to) || !diagnostics.isSound(provider)) {
            return;
        }
        if (upstream.provider() == UpstreamConfig.Provider.LOCAL) {
            if (model.file() == null) {
                diagnostics.refuse(
                        path.field("file"),
                        "is missing, expected a pulled model's name or a path that ends in .gguf, "
                                + "because upstream "
                                + diagnostics.shown(to, model.upstream())
                                + " is of provider local");
            }
            return;
        }
        for (String field : List.of("file", "adapter", "scale")) {
            if (diagnostics.isGiven(path.field(field))) {
                diagnostics.refuse(
                        path.field(field),
                        "is given, but upstream " + diagnostics.shown(to, model.upstream())
                                + " is of provider " + FieldType.Choice.label(upstream.provider())
                                + ", which loads no file; remove it");
            }
        }
    }
}
