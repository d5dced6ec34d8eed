package dev.sluice.rollout.json;

import dev.sluice.common.Nearest;
import dev.sluice.experiment.definition.GuardrailRule;
import dev.sluice.experiment.definition.GuardrailText;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.web.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a definition watches: metrics, and the guardrails on them. */
final class WatchedReader {
    private static final int LIST_MOST = 20;

    private final JsonFields root;

    WatchedReader(JsonFields root) {
        this.root = root;
    }

    List<Metric> metrics() {
        List<@Nullable String> names =
                root.has("metrics") ? root.texts("metrics", LIST_MOST) : null;
        if (names == null) {
            return List.of();
        }
        Set<Metric> metrics = new LinkedHashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Metric metric = name == null ? null : Metric.of(name).orElse(null);
            if (name != null && metric == null) {
                root.fail("metrics", i, noMetric(name));
            } else if (metric != null && !metrics.add(metric)) {
                root.fail("metrics", i, "each metric once");
            }
        }
        return List.copyOf(metrics);
    }

    List<GuardrailRule> guardrails() {
        List<@Nullable String> texts =
                root.has("guardrails") ? root.texts("guardrails", LIST_MOST) : null;
        if (texts == null) {
            return List.of();
        }
        Map<String, GuardrailRule> rules = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (text == null) {
                continue;
            }
            switch (GuardrailText.read(text)) {
                case GuardrailText.Rule(GuardrailRule rule) -> {
                    if (rules.putIfAbsent(rule.text(), rule) != null) {
                        root.fail("guardrails", i, "each guardrail once");
                    }
                }
                case GuardrailText.Refused(String expected, String metric) ->
                    root.fail("guardrails", i, metric == null ? expected : noMetric(metric));
            }
        }
        return List.copyOf(rules.values());
    }

    private static String noMetric(String name) {
        List<String> all = Metric.KNOWN.stream().map(Metric::name).toList();
        return "a metric"
                + Nearest.hint(name, all, ": " + String.join(", ", all) + " or feedback.NAME");
    }
}
