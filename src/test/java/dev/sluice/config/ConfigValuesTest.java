package dev.sluice.config;

import static dev.sluice.config.Reading.NO_RULES;
import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Days;
import dev.sluice.config.record.PriceConfig;
import dev.sluice.config.record.RecordingConfig;
import dev.sluice.config.record.RecordsConfig;
import dev.sluice.config.route.DeadlinesConfig;
import dev.sluice.config.route.HedgeConfig;
import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.config.route.ModelConfig;
import dev.sluice.config.route.RetryConfig;
import dev.sluice.config.route.RouteConfig;
import dev.sluice.config.route.RouteDefaults;
import dev.sluice.config.route.RungConfig;
import dev.sluice.config.route.WindowConfig;
import dev.sluice.config.server.LimitsConfig;
import dev.sluice.config.server.ListenConfig;
import dev.sluice.config.server.ShutdownConfig;
import dev.sluice.config.upstream.EmbeddingsConfig;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.database.DatabaseConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** What is read of single values, and what of those that are left out. */
class ConfigValuesTest {
    @Test
    void givesDefaultsForWhatIsLeftOut() {
        SluiceConfig config =
                config(SMALL + "routes: { r: { ladder: [ { model: base } ] } }\nlisten:\n");

        assertThat(config.routes().get("r"))
                .isEqualTo(new RouteConfig(
                        List.of(new RungConfig("base", null, null)),
                        new WindowConfig(WindowConfig.Mode.HOLDBACK, null, null, null, null),
                        new ConfidenceConfig(
                                ConfidenceConfig.Source.LOGPROBS,
                                ConfidenceConfig.Score.MEAN,
                                3,
                                0.7,
                                null,
                                Duration.ofSeconds(5),
                                NO_RULES),
                        new DeadlinesConfig(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(10)),
                        new RetryConfig(0, Duration.ofMillis(100), Duration.ofSeconds(2), 0.2),
                        new HedgeConfig(null, null, 0.1),
                        false,
                        new KeepAliveConfig(KeepAliveConfig.Mode.COMMENT, Duration.ofSeconds(10)),
                        null,
                        "user",
                        true,
                        new RecordingConfig(false)));
        assertThat(config.shutdown())
                .isEqualTo(new ShutdownConfig(Duration.ZERO, Duration.ofSeconds(20)));
        assertThat(config.listen())
                .isEqualTo(new ListenConfig(
                        "127.0.0.1",
                        8080,
                        new ListenConfig.ManagementConfig("127.0.0.1", 9000),
                        List.of()));
        assertThat(config.database()).isEqualTo(new DatabaseConfig(null));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(
                        new ByteSize(16 << 20),
                        64,
                        new ByteSize(32 << 10),
                        new ByteSize(1 << 20),
                        4096,
                        256,
                        Duration.ofSeconds(2)));
        assertThat(config.embeddings())
                .isEqualTo(new EmbeddingsConfig(
                        EmbeddingsConfig.LongInput.REFUSE, EmbeddingsConfig.TokenIds.CL100K));
        assertThat(config.records())
                .isEqualTo(new RecordsConfig(
                        16_384, new ByteSize(1 << 30), new Days(90), new Days(30)));
        assertThat(config.keys()).isEmpty();
    }

    @Test
    void readsPricesDigitByDigit() {
        SluiceConfig config = config(SMALL + "  p: { kind: base, upstream: openai, prices: ["
                + " { from: 2026-01-01, input: 0.15, output: 0.600, cached-input: 0.075 },"
                + " { from: '2025-02-28', input: 1, output: 0 } ] }");

        assertThat(config.models().get("p").prices())
                .containsExactly(
                        new PriceConfig(
                                LocalDate.of(2026, 1, 1),
                                new BigDecimal("0.15"),
                                new BigDecimal("0.600"),
                                new BigDecimal("0.075")),
                        new PriceConfig(
                                LocalDate.of(2025, 2, 28), BigDecimal.ONE, BigDecimal.ZERO, null));
    }

    @Test
    void keepsTextOnlyWhereARouteSaysSo() {
        SluiceConfig config = config(SMALL
                + "routes: { r: { ladder: [ { model: base } ] }, kept: { ladder: [ { "
                + "model: base } ], record: { text: true } } }");

        assertThat(config.routes().get("r").record().text()).isFalse();
        assertThat(config.routes().get("kept").record().text()).isTrue();
        assertThat(RouteDefaults.policy().record().text()).isFalse();
    }

    @Test
    void givesTheBuiltInConfigurationOneLocalModel() {
        SluiceConfig config = ConfigDefaults.standard();

        assertThat(config.upstreams().get("local").provider())
                .isEqualTo(UpstreamConfig.Provider.LOCAL);
        assertThat(config.models())
                .containsExactly(Map.entry(
                        "smollm2-135m-instruct",
                        new ModelConfig(
                                ModelConfig.Kind.LOCAL,
                                "local",
                                null,
                                "smollm2-135m-instruct",
                                null,
                                1.0,
                                List.of())));
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "1.1, HTTP_1_1", "2, HTTP_2", "'\"2\"', HTTP_2"})
    void readsHttpVersionsWithAndWithoutQuotes(
            String written, UpstreamConfig.HttpVersion expected) {
        SluiceConfig config = config(
                "upstreams: { a: { provider: openai, url: http://a, http: " + written + " } }");

        assertThat(config.upstreams().get("a").http()).isEqualTo(expected);
    }

    @Test
    void followsAliases() {
        SluiceConfig config = config(SMALL + """
                routes:
                  a: &a { ladder: [ { model: base } ], unit: key }
                  b: *a
                """);

        assertThat(config.routes().get("b").unit()).isEqualTo("key");
    }

    @Test
    void makesCollectionsThatCannotBeChanged() {
        SluiceConfig config = config(SMALL);

        assertThat(config.models()).isUnmodifiable();
        assertThat(config.keys()).isUnmodifiable();
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "yes, true",
        "Yes, true",
        "on, true",
        "ON, true",
        "True, true",
        "'\"yes\"', true",
        "false, false",
        "no, false",
        "NO, false",
        "off, false",
        "False, false"
    })
    void takesTheBooleansOfYaml11(String written, boolean meant) {
        String yaml = SMALL + """
                routes:
                  r: { ladder: [ { model: base } ], record: { text: %s } }
                """.formatted(written);

        assertThat(config(yaml).routes().get("r").record().text()).isEqualTo(meant);
    }
}
