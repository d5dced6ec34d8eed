package dev.sluice.config;

import dev.sluice.config.bind.Days;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.FieldType;
import dev.sluice.config.bind.Findings;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The rules that look at more than one field. They go on after each problem, and leave alone what
 * could not be read. Of one thread, for one reading.
 */
final class ConfigRules {
    private final SluiceConfig config;
    private final FieldPath root;
    private final Map<FieldPath, KeyConfig> keys;
    private final List<FieldPath> keyLists;
    private final Findings findings;
    private final Function<String, @Nullable String> schemas;

    /**
     * @param root the file of the configuration
     * @param keys the configuration's keys by their places
     * @param keyLists the lists they come from, which may be in two files
     * @param schemas what is wrong with the JSON Schema in a file, null for nothing
     */
    ConfigRules(
            SluiceConfig config,
            FieldPath root,
            Map<FieldPath, KeyConfig> keys,
            List<FieldPath> keyLists,
            Findings findings,
            Function<String, @Nullable String> schemas) {
        this.config = config;
        this.root = root;
        this.keys = keys;
        this.keyLists = keyLists;
        this.findings = findings;
        this.schemas = schemas;
    }

    void check() {
        config.upstreams()
                .forEach((name, upstream) ->
                        upstream(root.field("upstreams").field(name), upstream));
        config.models().forEach((name, model) -> {
            FieldPath path = root.field("models").field(name);
            model(path, model);
            prices(path.field("prices"), model.prices());
        });
        new LadderRules(config, root, findings, schemas).check();
        new VerifierRules(config, root, findings).check();
        keys();
        listen();
        records();
        new WebhookRules(config, root, findings).check();
        if (config.models().isEmpty() && findings.isSound(root.field("models"))) {
            findings.warn(
                    root.field("models"), "is empty: nothing is served until a model is declared");
        }
    }

    private void upstream(FieldPath path, UpstreamConfig upstream) {
        if (!findings.isSound(path.field("provider"))) {
            return;
        }
        if (upstream.provider() == UpstreamConfig.Provider.LOCAL) {
            for (String field : List.of("url", "key", "egress")) {
                if (findings.isGiven(path.field(field))) {
                    findings.refuse(
                            path.field(field),
                            "is given, but provider local runs on this machine and has none; "
                                    + "remove it");
                }
            }
            return;
        }
        if (findings.isGiven(path.field("engine"))) {
            findings.refuse(
                    path.field("engine"),
                    "is given, but provider " + label(upstream)
                            + " runs no engine, only provider local does; remove it");
        }
        if (upstream.url() == null) {
            findings.refuse(
                    path.field("url"),
                    "is missing, expected the address of provider " + label(upstream)
                            + ", for example https://api.openai.com/v1");
        } else {
            url(path, upstream.url(), upstream.egress());
        }
    }

    private void url(FieldPath upstream, URI url, EgressConfig egress) {
        FieldPath path = upstream.field("url");
        boolean good =
                new AddressRule(findings).check(path, url, upstream.field("egress"), egress, "key");
        if (good && url.getPath() != null && url.getPath().endsWith("/chat/completions")) {
            findings.warn(
                    path, "ends in /chat/completions, which Sluice adds itself; leave it out");
        }
    }

    private void model(FieldPath path, ModelConfig model) {
        FieldPath to = path.field("upstream");
        UpstreamConfig upstream = config.upstreams().get(model.upstream());
        if (upstream == null) {
            if (findings.isSound(root.field("upstreams"))) {
                findings.refuse(
                        to,
                        findings.unknown(
                                "upstream",
                                to,
                                model.upstream(),
                                config.upstreams().keySet()));
            }
            return;
        }
        FieldPath provider = root.field("upstreams").field(model.upstream()).field("provider");
        if (!findings.isSound(to) || !findings.isSound(provider)) {
            return;
        }
        if (upstream.provider() == UpstreamConfig.Provider.LOCAL) {
            if (model.file() == null) {
                findings.refuse(
                        path.field("file"),
                        "is missing, expected a pulled model's name or a path that ends in .gguf, "
                                + "because upstream "
                                + findings.shown(to, model.upstream()) + " is of provider local");
            }
            return;
        }
        for (String field : List.of("file", "adapter", "scale")) {
            if (findings.isGiven(path.field(field))) {
                findings.refuse(
                        path.field(field),
                        "is given, but upstream " + findings.shown(to, model.upstream())
                                + " is of provider " + label(upstream)
                                + ", which loads no file; remove it");
            }
        }
    }

    /** In any order: which entry is in force is a matter of its date. */
    private void prices(FieldPath path, List<PriceConfig> prices) {
        Map<LocalDate, Integer> seen = new HashMap<>();
        for (int i = 0; i < prices.size(); i++) {
            FieldPath from = path.at(i).field("from");
            Integer first =
                    findings.isSound(from) ? seen.putIfAbsent(prices.get(i).from(), i) : null;
            if (first != null) {
                findings.refuse(
                        from,
                        "is " + findings.shown(from, "") + " again, first in prices[" + first
                                + "]; a day has one price");
            }
        }
    }

    private void keys() {
        Map<String, FieldPath> names = new HashMap<>();
        Map<String, FieldPath> digests = new HashMap<>();
        keys.forEach((path, key) -> {
            FieldPath name = path.field("name");
            FieldPath first = findings.isSound(name) ? names.putIfAbsent(key.name(), path) : null;
            if (first != null) {
                findings.refuse(
                        name,
                        "is " + findings.shown(name, key.name()) + " again, first in "
                                + place(first) + "; a name has one key");
            }
            FieldPath digest = path.field("sha256");
            FieldPath same =
                    findings.isSound(digest) ? digests.putIfAbsent(key.sha256(), path) : null;
            if (same != null) {
                findings.refuse(
                        digest,
                        "is the key of " + place(same)
                                + " again; make another one with ./sluice key new NAME");
            }
        });
    }

    private void listen() {
        FieldPath host = root.field("listen").field("host");
        if (keys.isEmpty()
                && keyLists.stream().allMatch(findings::isSound)
                && !config.listen().isLoopback()) {
            findings.refuse(
                    host,
                    "is " + findings.shown(host, config.listen().host())
                            + ": listening on it without keys would let anyone in, add a key"
                            + " (./sluice key new NAME) or listen on 127.0.0.1");
        }
    }

    /** Text hangs on its inference's record: it can't be found without it. */
    private void records() {
        FieldPath path = root.field("records");
        FieldPath text = path.field("keep-text");
        Days keep = config.records().keep();
        Days keepText = config.records().keepText();
        if (findings.isSound(path.field("keep")) && keepText.compareTo(keep) > 0) {
            findings.refuse(
                    findings.isGiven(text) ? text : path.field("keep"),
                    "leaves the text longer (keep-text: " + keepText
                            + ") than the records it belongs to (keep: " + keep
                            + "); give keep-text a number of days that is not larger");
        }
    }

    private String place(FieldPath path) {
        return path + " (" + path.file() + ":" + findings.spot(path).line() + ")";
    }

    private static String label(UpstreamConfig upstream) {
        return FieldType.Choice.label(upstream.provider());
    }
}
