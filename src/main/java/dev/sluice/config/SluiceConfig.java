package dev.sluice.config;

import dev.sluice.config.bind.Setting;

import java.util.List;
import java.util.Map;

/** The whole of {@code sluice.yaml}: immutable, complete with defaults, and valid in itself. */
public record SluiceConfig(
        @Setting(
                value = "Where answers come from: a provider, its address and its credentials, by "
                        + "name.",
                expected = "a letter or digit, then up to 127 letters, digits or . _ : / -",
                names = SluiceConfig.NAME)
        Map<String, UpstreamConfig> upstreams,

        @Setting(
                value = "What can be served, by name. A model without a route is reachable under "
                        + "its own name.",
                expected = "a letter or digit, then up to 127 letters, digits or . _ : / -",
                names = SluiceConfig.NAME)
        Map<String, ModelConfig> models,

        @Setting(
                value = "What clients put in \"model\": the public name and its policy.",
                expected = "a letter or digit, then up to 127 letters, digits or . _ : / -",
                names = SluiceConfig.NAME)
        Map<String, RouteConfig> routes,

        @Setting("Who may call. No keys: Sluice listens on the loopback address only.")
        List<KeyConfig> keys,

        @Setting("Where the gateway listens.") ListenConfig listen,

        @Setting("Where Sluice keeps what must survive. Absent: an embedded PostgreSQL in the data "
                + "directory.")
        DatabaseConfig database,

        @Setting("Bounds on what one request may ask for, and on how many there may be at once.")
        LimitsConfig limits,

        @Setting("What happens between the signal to stop and the end of the process.")
        ShutdownConfig shutdown,

        @Setting("How records of inferences are kept.") RecordsConfig records,

        @Setting("Who is told what becomes of experiments.") List<WebhookConfig> webhooks) {
    /** What an upstream, a model or a route may be called, as a regular expression. */
    public static final String NAME = "[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}";
}
