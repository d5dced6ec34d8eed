package dev.sluice.config;

import dev.sluice.confidence.settings.AnswerRulesConfig;
import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.bind.SchemaWriter;
import dev.sluice.config.bind.Setting;
import dev.sluice.config.record.PriceConfig;
import dev.sluice.config.record.RecordingConfig;
import dev.sluice.config.record.RecordsConfig;
import dev.sluice.config.route.DeadlinesConfig;
import dev.sluice.config.route.HedgeConfig;
import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.config.route.ModelConfig;
import dev.sluice.config.route.RetryConfig;
import dev.sluice.config.route.RouteConfig;
import dev.sluice.config.route.RungConfig;
import dev.sluice.config.route.WindowConfig;
import dev.sluice.config.server.KeyConfig;
import dev.sluice.config.server.LimitsConfig;
import dev.sluice.config.server.ListenConfig;
import dev.sluice.config.server.ShutdownConfig;
import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.config.upstream.EmbeddingsConfig;
import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.config.upstream.UpstreamDeadlinesConfig;
import dev.sluice.database.DatabaseConfig;
import dev.sluice.egress.EgressConfig;
import dev.sluice.egress.WebhookConfig;

import io.quarkus.runtime.annotations.RegisterForReflection;

import java.util.List;
import java.util.Map;

/** The whole of {@code sluice.yaml}: immutable, complete with defaults, and valid in itself. */
@RegisterForReflection(
        targets = {
            SluiceConfig.class,
            UpstreamConfig.class,
            BreakerConfig.class,
            EgressConfig.class,
            EmbeddingsConfig.class,
            EngineConfig.class,
            ModelConfig.class,
            PriceConfig.class,
            RouteConfig.class,
            RungConfig.class,
            WindowConfig.class,
            ConfidenceConfig.class,
            AnswerRulesConfig.class,
            RetryConfig.class,
            HedgeConfig.class,
            DeadlinesConfig.class,
            RecordingConfig.class,
            KeyConfig.class,
            ListenConfig.class,
            ListenConfig.ManagementConfig.class,
            DatabaseConfig.class,
            LimitsConfig.class,
            KeepAliveConfig.class,
            UpstreamDeadlinesConfig.class,
            ShutdownConfig.class,
            RecordsConfig.class,
            WebhookConfig.class,
        })
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

        @Setting("The PostgreSQL database. Absent: an embedded PostgreSQL in the data "
                + "directory.")
        DatabaseConfig database,

        @Setting("Limits for one request, and for how many may be open at once.")
        LimitsConfig limits,

        @Setting("What happens between the signal to stop and the end of the process.")
        ShutdownConfig shutdown,

        @Setting("The embedding model that is built in, all-minilm-l6-v2.")
        EmbeddingsConfig embeddings,

        @Setting("How records of inferences are kept.") RecordsConfig records,

        @Setting("Where to send events about experiments.") List<WebhookConfig> webhooks) {
    /** The form of the names of upstreams, models and routes, as a regular expression. */
    public static final String NAME = "[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}";

    /** The JSON Schema of the file, for editors and pipelines. */
    public static String schema() {
        return SchemaWriter.write(
                "sluice.yaml", "The configuration of Sluice.", SluiceConfig.class);
    }
}
