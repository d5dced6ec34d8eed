package dev.sluice.config;

import static dev.sluice.config.Reading.NO_RULES;
import static dev.sluice.config.Reading.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.confidence.settings.AnswerRulesConfig;
import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Days;
import dev.sluice.config.bind.Network;
import dev.sluice.config.bind.Secret;
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
import dev.sluice.vocabulary.Role;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

class ConfigReaderTest {
    private static final String FULL = """
            upstreams:
              openai:
                provider: openai
                url: https://api.openai.com/v1?api-version=1
                key: "${OPENAI_API_KEY}"
                key-header: api-key
                headers: { X-Team: blue }
                http: 2
                ca-file: /etc/ca.pem
                connections: 7
                deadlines: { connect: 500ms, total: 30s }
                breaker: { enabled: false, calls: 30, failures: 0.25, delay: 2s, successes: 3 }
                logprobs: false
                continuation: final-message
                egress: { allow: [169.254.1.0/24, "fd00::/8"], deny: ["${NARROW:-10.0.0.1}"] }
              local:
                provider: local
                engine: { command: [serve, "{model}"], slots: 2, context: 4096, threads: 3, queue: 0 }
            models:
              slang-tuned: { kind: fine-tuned, upstream: openai, name: "ft:gpt-4o-mini:team::abc" }
              smollm2: { kind: local, upstream: local, file: a/b.gguf, adapter: c.gguf, scale: 0.5 }
            routes:
              slang:
                ladder:
                  - { model: slang-tuned }
                  - model: smollm2
                    threshold: 0.25
                    confidence: { source: consistency, samples: 5, temperature: 1.5 }
                window: { mode: gate, tokens: 8, time: 250ms, bytes: 4096, floor: 2.5 }
                confidence:
                  source: verifier
                  score: quantile
                  route: smollm2
                  within: 3s
                  rules: { refusal: true, repetition: true, empty: true, language: deu, schema: answer.json }
                deadlines: { connect: 1s, head: 2m, first-token: 3s, gap: 4s, total: 1h }
                retry: { max: 2, delay: 50ms, max-wait: 1s, budget: 0.5 }
                hedge: { quantile: 0.9, budget: 0.05 }
                continuation: true
                keep-alive: { mode: empty-chunk, after: 3s }
                open: 9
                unit: metadata.tenant
                experiments: false
            keys:
              - { name: chat-app, sha256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", open: 5, created: 2026-11-30, role: operator }
            listen: { host: 0.0.0.0, port: 80, management: { host: "::1", port: 81 }, cors: [ "https://app.example", "http://[::1]:5173" ] }
            database: { url: "${DATABASE_URL}" }
            limits: { body: 2MiB, depth: 10, headers: 8KiB, frame: 2MiB, open: 7, queue: 0, queue-wait: 1s }
            shutdown: { delay: 5s, grace: 0s }
            embeddings: { long-input: split, token-ids: refuse }
            records: { queue: 100, spool: 2MiB, keep: forever, keep-text: 7d }
            """;

    @Test
    void readsEveryFieldOfTheFile() {
        SluiceConfig config =
                config(FULL, Map.of("OPENAI_API_KEY", "k-1", "DATABASE_URL", "postgres://db/x"));

        assertThat(config.upstreams())
                .containsExactly(
                        Map.entry(
                                "openai",
                                new UpstreamConfig(
                                        UpstreamConfig.Provider.OPENAI,
                                        URI.create("https://api.openai.com/v1?api-version=1"),
                                        new Secret("k-1"),
                                        "api-key",
                                        Map.of("X-Team", "blue"),
                                        UpstreamConfig.HttpVersion.HTTP_2,
                                        "/etc/ca.pem",
                                        7,
                                        new UpstreamDeadlinesConfig(
                                                Duration.ofMillis(500),
                                                null,
                                                null,
                                                null,
                                                Duration.ofSeconds(30)),
                                        new BreakerConfig(
                                                false, 30, 0.25, Duration.ofSeconds(2), 3),
                                        false,
                                        UpstreamConfig.Continuation.FINAL_MESSAGE,
                                        new EgressConfig(
                                                List.of(
                                                        new Network(
                                                                InetAddress.ofLiteral(
                                                                        "169.254.1.0"),
                                                                24),
                                                        new Network(
                                                                InetAddress.ofLiteral("fd00::"),
                                                                8)),
                                                List.of(new Network(
                                                        InetAddress.ofLiteral("10.0.0.1"), 32))),
                                        new EngineConfig(List.of(), 4, 2048, 0, 64, null, null))),
                        Map.entry(
                                "local",
                                new UpstreamConfig(
                                        UpstreamConfig.Provider.LOCAL,
                                        null,
                                        null,
                                        "Authorization",
                                        Map.of(),
                                        UpstreamConfig.HttpVersion.AUTO,
                                        null,
                                        512,
                                        UpstreamDeadlinesConfig.NONE,
                                        new BreakerConfig(true, 20, 0.5, Duration.ofSeconds(5), 1),
                                        true,
                                        null,
                                        EgressConfig.STANDARD,
                                        new EngineConfig(
                                                List.of("serve", "{model}"),
                                                2,
                                                4096,
                                                3,
                                                0,
                                                null,
                                                null))));
        assertThat(config.models())
                .containsExactly(
                        Map.entry(
                                "slang-tuned",
                                new ModelConfig(
                                        ModelConfig.Kind.FINE_TUNED,
                                        "openai",
                                        "ft:gpt-4o-mini:team::abc",
                                        null,
                                        null,
                                        1.0,
                                        List.of())),
                        Map.entry(
                                "smollm2",
                                new ModelConfig(
                                        ModelConfig.Kind.LOCAL,
                                        "local",
                                        null,
                                        "a/b.gguf",
                                        "c.gguf",
                                        0.5,
                                        List.of())));
        assertThat(config.routes())
                .containsExactly(Map.entry(
                        "slang",
                        new RouteConfig(
                                List.of(
                                        new RungConfig("slang-tuned", null, null),
                                        new RungConfig(
                                                "smollm2",
                                                0.25,
                                                new ConfidenceConfig(
                                                        ConfidenceConfig.Source.CONSISTENCY,
                                                        ConfidenceConfig.Score.MEAN,
                                                        5,
                                                        1.5,
                                                        null,
                                                        Duration.ofSeconds(5),
                                                        NO_RULES))),
                                new WindowConfig(
                                        WindowConfig.Mode.GATE,
                                        8,
                                        Duration.ofMillis(250),
                                        new ByteSize(4096),
                                        2.5),
                                new ConfidenceConfig(
                                        ConfidenceConfig.Source.VERIFIER,
                                        ConfidenceConfig.Score.QUANTILE,
                                        3,
                                        0.7,
                                        "smollm2",
                                        Duration.ofSeconds(3),
                                        new AnswerRulesConfig(
                                                true, true, true, "deu", "answer.json")),
                                new DeadlinesConfig(
                                        Duration.ofSeconds(1),
                                        Duration.ofMinutes(2),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        Duration.ofHours(1)),
                                new RetryConfig(
                                        2, Duration.ofMillis(50), Duration.ofSeconds(1), 0.5),
                                new HedgeConfig(null, 0.9, 0.05),
                                true,
                                new KeepAliveConfig(
                                        KeepAliveConfig.Mode.EMPTY_CHUNK, Duration.ofSeconds(3)),
                                9,
                                "metadata.tenant",
                                false,
                                new RecordingConfig(false))));
        assertThat(config.keys())
                .containsExactly(new KeyConfig(
                        "chat-app",
                        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                        5,
                        LocalDate.of(2026, 11, 30),
                        Role.OPERATOR));
        assertThat(config.listen())
                .isEqualTo(new ListenConfig(
                        "0.0.0.0",
                        80,
                        new ListenConfig.ManagementConfig("::1", 81),
                        List.of("https://app.example", "http://[::1]:5173")));
        assertThat(config.database()).isEqualTo(new DatabaseConfig(new Secret("postgres://db/x")));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(
                        new ByteSize(2 << 20),
                        10,
                        new ByteSize(8192),
                        new ByteSize(2 << 20),
                        7,
                        0,
                        Duration.ofSeconds(1)));
        assertThat(config.shutdown())
                .isEqualTo(new ShutdownConfig(Duration.ofSeconds(5), Duration.ZERO));
        assertThat(config.embeddings())
                .isEqualTo(new EmbeddingsConfig(
                        EmbeddingsConfig.LongInput.SPLIT, EmbeddingsConfig.TokenIds.REFUSE));
        assertThat(config.records())
                .isEqualTo(
                        new RecordsConfig(100, new ByteSize(2 << 20), Days.FOREVER, new Days(7)));
    }
}
