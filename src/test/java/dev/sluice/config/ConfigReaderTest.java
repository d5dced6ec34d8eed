package dev.sluice.config;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.config;
import static dev.sluice.config.Reading.problems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.confidence.settings.AnswerRulesConfig;
import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Days;
import dev.sluice.config.bind.Network;
import dev.sluice.config.bind.Secret;
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
import dev.sluice.config.server.KeyConfig;
import dev.sluice.config.server.LimitsConfig;
import dev.sluice.config.server.ListenConfig;
import dev.sluice.config.server.ShutdownConfig;
import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.config.upstream.UpstreamDeadlinesConfig;
import dev.sluice.database.DatabaseConfig;
import dev.sluice.egress.EgressConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

class ConfigReaderTest {
    private static final AnswerRulesConfig NO_RULES =
            new AnswerRulesConfig(false, false, false, null, null);

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
              - { name: chat-app, sha256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", open: 5 }
            listen: { host: 0.0.0.0, port: 80, management: { host: "::1", port: 81 } }
            database: { url: "${DATABASE_URL}" }
            limits: { body: 2MiB, depth: 10, headers: 8KiB, frame: 2MiB, open: 7, queue: 0, queue-wait: 1s }
            shutdown: { delay: 5s, grace: 0s }
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
                                        new EngineConfig(List.of(), 4, 2048, 0, 64, null))),
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
                        5));
        assertThat(config.listen())
                .isEqualTo(new ListenConfig(
                        "0.0.0.0", 80, new ListenConfig.ManagementConfig("::1", 81)));
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
        assertThat(config.records())
                .isEqualTo(
                        new RecordsConfig(100, new ByteSize(2 << 20), Days.FOREVER, new Days(7)));
    }

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
                        "127.0.0.1", 8080, new ListenConfig.ManagementConfig("127.0.0.1", 9000)));
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
    void tellsAllProblemsAtOnceInTheOrderOfTheFile() {
        assertThat(problems("""
                upstreams:
                  openai: { provider: opnai, url: "not a url" }
                models:
                  base: { kind: basic, upstream: nowhere }
                routes:
                  r:
                    ladder:
                      - { model: bse, threshold: 1.5 }
                listen: { port: 70000 }
                """))
                .containsExactly(
                        "sluice.yaml:2:23: upstreams.openai.provider is \"opnai\", expected one "
                                + "of openai, local",
                        "sluice.yaml:2:35: upstreams.openai.url is \"not a url\","
                                + " expected a URL such as https://api.openai.com/v1",
                        "sluice.yaml:4:17: models.base.kind is \"basic\", expected one of "
                                + "fine-tuned, base, local",
                        "sluice.yaml:4:34: models.base.upstream names the upstream \"nowhere\","
                                + " which does not exist; known: openai",
                        "sluice.yaml:8:18: routes.r.ladder[0].model names the model \"bse\","
                                + " which does not exist, did you mean base?",
                        "sluice.yaml:8:34: routes.r.ladder[0].threshold is \"1.5\", expected a "
                                + "number from 0 to 1",
                        "sluice.yaml:9:17: listen.port is \"70000\", expected a whole number from "
                                + "0 to 65535");
    }

    @Test
    void namesTheNearestFieldForAnUnknownOne() {
        assertThat(problems(SMALL + "listen: { prot: 1 }"))
                .containsExactly(
                        "sluice.yaml:7:11: listen.prot is not a known field, did you mean port?");
    }

    @Test
    void listsTheKnownFieldsWhereNoneIsNear() {
        assertThat(problems(SMALL + "limits: { zzzzzz: 1 }"))
                .containsExactly(
                        "sluice.yaml:7:11: limits.zzzzzz is not a known field; known: body, depth,"
                                + " headers, frame, open, queue, queue-wait");
    }

    @Test
    void refusesLimitsThatLetNothingThrough() {
        assertThat(problems(SMALL + """
                routes: { r: { ladder: [ { model: base } ], open: 0, keep-alive: { mode: comments, after: 0s } } }
                keys: [ { name: a, sha256: "%s", open: 0 } ]
                limits: { headers: 1KiB, frame: 1, open: 0, queue: -1, queue-wait: 0s }
                shutdown: { delay: 0, grace: 25h }
                """.formatted("ab".repeat(32))).stream()
                        .map(problem -> problem.replaceFirst("sluice.yaml:[0-9:]+ ", "")))
                .containsExactly(
                        "routes.r.open is \"0\", expected a whole number from 1 to 1000000",
                        "routes.r.keep-alive.mode is \"comments\", expected one of comment, "
                                + "empty-chunk, off",
                        "routes.r.keep-alive.after is \"0s\","
                                + " expected a duration such as 500ms, 2s, 5m or 1h, longer than "
                                + "0 and at most 24h",
                        "keys[0].open is \"0\", expected a whole number from 1 to 1000000",
                        "limits.headers is \"1KiB\","
                                + " expected a size such as 16KiB, 2MiB or a number of bytes, "
                                + "from 4KiB to 1MiB",
                        "limits.frame is \"1\","
                                + " expected a size such as 16KiB, 2MiB or a number of bytes, "
                                + "from 4KiB to 64MiB",
                        "limits.open is \"0\", expected a whole number from 1 to 1000000",
                        "limits.queue is \"-1\", expected a whole number from 0 to 100000",
                        "limits.queue-wait is \"0s\","
                                + " expected a duration such as 500ms, 2s, 5m or 1h, longer than "
                                + "0 and at most 24h",
                        "shutdown.delay is \"0\", expected a duration such as 0s, 500ms, 2s or "
                                + "5m, at most 24h",
                        "shutdown.grace is \"25h\", expected a duration such as 0s, 500ms, 2s or "
                                + "5m, at most 24h");
    }

    @Test
    void refusesAFieldThatIsGivenTwice() {
        assertThat(problems(SMALL + "limits:\n  depth: 5\n  depth: 6\n"))
                .containsExactly(
                        "sluice.yaml:9:3: limits.depth is given twice, first on line 8; keep one");
    }

    @Test
    void refusesANameThatIsGivenTwice() {
        assertThat(problems(SMALL + "  base: { kind: base, upstream: openai }\n"))
                .containsExactly(
                        "sluice.yaml:7:3: models.base is given twice, first on line 5; keep one");
    }

    @Test
    void tellsWhatIsMissing() {
        assertThat(problems("""
                upstreams: { a: { url: http://a } }
                models: { m: }
                routes: { r: { unit: key } }
                keys: [ {} ]
                """))
                .containsExactly(
                        "sluice.yaml:1:14: upstreams.a.provider is missing, expected one of "
                                + "openai, local",
                        "sluice.yaml:2:11: models.m.kind is missing, expected one of fine-tuned, "
                                + "base, local",
                        "sluice.yaml:2:11: models.m.upstream is missing, expected text",
                        "sluice.yaml:3:11: routes.r.ladder is missing, expected a list",
                        "sluice.yaml:4:9: keys[0].name is missing,"
                                + " expected a letter or digit, then up to 63 letters, digits or "
                                + ". _ -",
                        "sluice.yaml:4:9: keys[0].sha256 is missing,"
                                + " expected 64 lower-case hexadecimal digits; ./sluice key new "
                                + "NAME makes them");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    listen: { port: eighty }            | listen.port is "eighty", expected a whole number from 0 to 65535
                    listen: { port: 1.5 }               | listen.port is "1.5", expected a whole number from 0 to 65535
                    listen: { port: 010 }               | listen.port is "010", expected a whole number from 0 to 65535
                    listen: { port: 99999999999 }       | listen.port is "99999999999", expected a whole number from 0 to 65535
                    listen: { port: [1] }               | listen.port is a list, expected a whole number from 0 to 65535
                    listen: { port: { a: 1 } }          | listen.port is a mapping, expected a whole number from 0 to 65535
                    listen: { host: "http://x" }        | listen.host is "http://x", expected an IP address or a host name
                    listen: 8080                        | listen is a single value, expected the fields host, port, management
                    limits: { body: 16MB }              | limits.body is "16MB", expected a size such as 16KiB, 2MiB or a number of bytes, from 1KiB to 1GiB
                    limits: { body: 2GiB }              | limits.body is "2GiB", expected a size such as 16KiB, 2MiB or a number of bytes, from 1KiB to 1GiB
                    limits: { body: 999999999GiB }      | limits.body is "999999999GiB", expected a size such as 16KiB, 2MiB or a number of bytes, from 1KiB to 1GiB
                    records: { queue: 63 }              | records.queue is "63", expected a whole number from 64 to 1048576
                    records: { spool: 1000KiB }         | records.spool is "1000KiB", expected a size such as 16KiB, 2MiB or a number of bytes, from 1MiB to 1024GiB
                    records: { keep: 0d }               | records.keep is "0d", expected a number of days such as 30d, from 1d to 9999d, or forever
                    records: { keep: 90 }               | records.keep is "90", expected a number of days such as 30d, from 1d to 9999d, or forever
                    records: { keep-text: 24h }         | records.keep-text is "24h", expected a number of days such as 30d, from 1d to 9999d, or forever
                    limits: { depth: 3 }                | limits.depth is "3", expected a whole number from 4 to 1000
                    keys: { a: b }                      | keys is a mapping, expected a list
                    keys: [ a ]                         | keys[0] is a single value, expected the fields name, sha256, open
                    database: { url: jdbc:postgresql }  | database.url is not valid (its value is not shown), expected a URL that starts with postgresql:// or postgres://
                    database: { url: "mysql://a/b" }    | database.url is not valid (its value is not shown), expected a URL that starts with postgresql:// or postgres://
                    database: { url: !secret x }        | database.url has a YAML tag (!), expected a value without one; quote text that starts with !
                    """)
    void tellsWhatIsExpected(String yaml, String message) {
        assertThat(problems(SMALL + yaml)).singleElement().asString().endsWith(": " + message);
    }

    @ParameterizedTest
    @CsvSource({"0s", "-1s", "1", "1d", "1.5s", "25h", "99999999999ms", "''", "2 s"})
    void refusesDurationsThatAreNotLongerThanZeroOrNotWellFormed(String written) {
        assertThat(problems(
                        SMALL + "routes: { r: { ladder: [ { model: base } ], deadlines: { gap: '"
                                + written + "' } } }"))
                .containsExactly("sluice.yaml:7:63: routes.r.deadlines.gap is \"" + written
                        + "\", expected a duration such as 500ms, 2s, 5m or 1h, longer "
                        + "than 0 and at most 24h");
    }

    @Test
    void refusesListsInPlaceOfNames() {
        assertThat(problems("upstreams: []\nmodels: x\nroutes: {}\n"))
                .containsExactly(
                        "sluice.yaml:1:1: upstreams is a list, expected names with values",
                        "sluice.yaml:2:9: models is a single value, expected names with "
                                + "values");
    }

    @ParameterizedTest
    @CsvSource({"''", "'# only a comment'", "'---'", "'null'", "'~'"})
    void refusesAFileWithoutContent(String yaml) {
        assertThat(problems(yaml))
                .containsExactly("sluice.yaml: the file is empty, expected upstreams and models");
    }

    @Test
    void refusesAFileThatIsNotAMapping() {
        assertThat(problems("- a\n"))
                .containsExactly("sluice.yaml:1:1: the file is a list, expected the fields"
                        + " upstreams, models, routes, keys, listen, database, limits, "
                        + "shutdown, records, webhooks");
    }

    @Test
    void refusesMergeKeys() {
        assertThat(problems(SMALL + "limits: { <<: { depth: 5 } }"))
                .containsExactly(
                        "sluice.yaml:7:11: limits.\"<<\" is a merge key, which is not supported;"
                                + " write the fields out");
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
    void refusesNamesThatDoNotFit() {
        assertThat(problems("""
                upstreams: { -a: { provider: local } }
                models: { "a b": { kind: local, upstream: -a, file: f } }
                routes: { "": { ladder: [ { model: "a b" } ] } }
                """))
                .containsExactly(
                        "sluice.yaml:1:14: upstreams.-a is not a valid name,"
                                + " expected a letter or digit, then up to 127 letters, digits or "
                                + ". _ : / -",
                        "sluice.yaml:2:11: models.\"a b\" is not a valid name,"
                                + " expected a letter or digit, then up to 127 letters, digits or "
                                + ". _ : / -",
                        "sluice.yaml:3:11: routes.\"\" is not a valid name,"
                                + " expected a letter or digit, then up to 127 letters, digits or "
                                + ". _ : / -");
    }

    @Test
    void keepsAMessageOnOneLineWhateverTheValue() {
        assertThat(problems(SMALL + "listen: { host: \"a\\nb\\u202E" + "x".repeat(200) + "\" }"))
                .containsExactly("sluice.yaml:7:17: listen.host is \"a\\u{a}b\\u{202e}"
                        + "x".repeat(76) + "...\", expected an IP address or a host name");
    }

    @Test
    void makesCollectionsThatCannotBeChanged() {
        SluiceConfig config = config(SMALL);

        assertThat(config.models()).isUnmodifiable();
        assertThat(config.keys()).isUnmodifiable();
    }
}
