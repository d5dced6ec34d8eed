package dev.sluice.config.upstream;

import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.FieldType;
import dev.sluice.egress.AddressRule;
import dev.sluice.egress.EgressConfig;

import java.net.URI;
import java.util.List;

/**
 * The rules for an upstream: it may only have the fields of its provider. Confined to one thread;
 * made for one reading.
 */
public final class UpstreamRules {
    private final Diagnostics diagnostics;

    public UpstreamRules(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    public void check(FieldPath path, UpstreamConfig upstream) {
        if (!diagnostics.isSound(path.field("provider"))) {
            return;
        }
        if (upstream.provider() == UpstreamConfig.Provider.LOCAL) {
            for (String field : List.of("url", "key", "egress")) {
                if (diagnostics.isGiven(path.field(field))) {
                    diagnostics.refuse(
                            path.field(field),
                            "is given, but provider local runs on this machine and has none; "
                                    + "remove it");
                }
            }
            return;
        }
        if (diagnostics.isGiven(path.field("engine"))) {
            diagnostics.refuse(
                    path.field("engine"),
                    "is given, but provider " + label(upstream)
                            + " runs no engine, only provider local does; remove it");
        }
        if (upstream.url() == null) {
            diagnostics.refuse(
                    path.field("url"),
                    "is missing, expected the address of provider " + label(upstream)
                            + ", for example https://api.openai.com/v1");
        } else {
            url(path, upstream.url(), upstream.egress());
        }
    }

    private void url(FieldPath upstream, URI url, EgressConfig egress) {
        FieldPath path = upstream.field("url");
        boolean good = new AddressRule(diagnostics)
                .check(path, url, upstream.field("egress"), egress, "key");
        if (good && url.getPath() != null && url.getPath().endsWith("/chat/completions")) {
            diagnostics.warn(
                    path, "ends in /chat/completions, which Sluice adds itself; leave it out");
        }
    }

    private static String label(UpstreamConfig upstream) {
        return FieldType.Choice.label(upstream.provider());
    }
}
