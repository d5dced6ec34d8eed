package dev.sluice.config;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.config;
import static dev.sluice.config.Reading.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                  - { model: smollm2, threshold: 0.25 }
                window: { mode: gate, tokens: 8, time: 250ms, bytes: 4096 }
                deadlines: { connect: 1s, head: 2m, first-token: 3s, gap: 4s, total: 1h }
                unit: metadata.tenant
            keys:
              - { name: chat-app, sha256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
            listen: { host: 0.0.0.0, port: 80, management: { host: "::1", port: 81 } }
            database: { url: "${DATABASE_URL}" }
            limits: { body: 2MiB, depth: 10 }
            """;

    @Test
    void readsEveryFieldOfTheFile() {
        SluiceConfig config = config(FULL, Map.of("OPENAI_API_KEY", "k-1", "DATABASE_URL", "postgres://db/x"));

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
                                        new EgressConfig(
                                                List.of(
                                                        new Network(InetAddress.ofLiteral("169.254.1.0"), 24),
                                                        new Network(InetAddress.ofLiteral("fd00::"), 8)),
                                                List.of(new Network(InetAddress.ofLiteral("10.0.0.1"), 32))),
                                        new EngineConfig(List.of(), 4, 2048, 0, 64))),
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
                                        EgressConfig.STANDARD,
                                        new EngineConfig(List.of("serve", "{model}"), 2, 4096, 3, 0))));
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
                                        1.0)),
                        Map.entry(
                                "smollm2",
                                new ModelConfig(ModelConfig.Kind.LOCAL, "local", null, "a/b.gguf", "c.gguf", 0.5)));
        assertThat(config.routes())
                .containsExactly(Map.entry(
                        "slang",
                        new RouteConfig(
                                List.of(new RungConfig("slang-tuned", null), new RungConfig("smollm2", 0.25)),
                                new WindowConfig(WindowConfig.Mode.GATE, 8, Duration.ofMillis(250), new ByteSize(4096)),
                                new DeadlinesConfig(
                                        Duration.ofSeconds(1),
                                        Duration.ofMinutes(2),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        Duration.ofHours(1)),
                                "metadata.tenant")));
        assertThat(config.keys())
                .containsExactly(
                        new KeyConfig("chat-app", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
        assertThat(config.listen())
                .isEqualTo(new ListenConfig("0.0.0.0", 80, new ListenConfig.ManagementConfig("::1", 81)));
        assertThat(config.database()).isEqualTo(new DatabaseConfig(new Secret("postgres://db/x")));
        assertThat(config.limits()).isEqualTo(new LimitsConfig(new ByteSize(2 << 20), 10));
    }

    @Test
    void givesDefaultsForWhatIsLeftOut() {
        SluiceConfig config = config(SMALL + "routes: { r: { ladder: [ { model: base } ] } }\nlisten:\n");

        assertThat(config.routes().get("r"))
                .isEqualTo(new RouteConfig(
                        List.of(new RungConfig("base", null)),
                        new WindowConfig(WindowConfig.Mode.HOLDBACK, 16, Duration.ofMillis(500), new ByteSize(16_384)),
                        new DeadlinesConfig(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(10)),
                        "user"));
        assertThat(config.listen())
                .isEqualTo(new ListenConfig("127.0.0.1", 8080, new ListenConfig.ManagementConfig("127.0.0.1", 9000)));
        assertThat(config.database()).isEqualTo(new DatabaseConfig(null));
        assertThat(config.limits()).isEqualTo(new LimitsConfig(new ByteSize(16 << 20), 64));
        assertThat(config.keys()).isEmpty();
    }

    @Test
    void givesTheBuiltInConfigurationOneLocalModel() {
        SluiceConfig config = ConfigDefaults.standard();

        assertThat(config.upstreams().get("local").provider()).isEqualTo(UpstreamConfig.Provider.LOCAL);
        assertThat(config.models())
                .containsExactly(Map.entry(
                        "smollm2-135m-instruct",
                        new ModelConfig(ModelConfig.Kind.LOCAL, "local", null, "smollm2-135m-instruct", null, 1.0)));
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "1.1, HTTP_1_1", "2, HTTP_2", "'\"2\"', HTTP_2"})
    void readsHttpVersionsWithAndWithoutQuotes(String written, UpstreamConfig.HttpVersion expected) {
        SluiceConfig config = config("upstreams: { a: { provider: openai, url: http://a, http: " + written + " } }");

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
                        "sluice.yaml:2:23: upstreams.openai.provider is \"opnai\", expected one of openai, local",
                        "sluice.yaml:2:35: upstreams.openai.url is \"not a url\","
                                + " expected a URL such as https://api.openai.com/v1",
                        "sluice.yaml:4:17: models.base.kind is \"basic\", expected one of fine-tuned, base, local",
                        "sluice.yaml:4:34: models.base.upstream names the upstream \"nowhere\","
                                + " which does not exist; known: openai",
                        "sluice.yaml:8:18: routes.r.ladder[0].model names the model \"bse\","
                                + " which does not exist, did you mean base?",
                        "sluice.yaml:8:34: routes.r.ladder[0].threshold is \"1.5\", expected a number from 0 to 1",
                        "sluice.yaml:9:17: listen.port is \"70000\", expected a whole number from 0 to 65535");
    }

    @Test
    void namesTheNearestFieldForAnUnknownOne() {
        assertThat(problems(SMALL + "listen: { prot: 1 }"))
                .containsExactly("sluice.yaml:7:11: listen.prot is not a known field, did you mean port?");
    }

    @Test
    void listsTheKnownFieldsWhereNoneIsNear() {
        assertThat(problems(SMALL + "limits: { zzzzzz: 1 }"))
                .containsExactly("sluice.yaml:7:11: limits.zzzzzz is not a known field; known: body, depth");
    }

    @Test
    void refusesAFieldThatIsGivenTwice() {
        assertThat(problems(SMALL + "limits:\n  depth: 5\n  depth: 6\n"))
                .containsExactly("sluice.yaml:9:3: limits.depth is given twice, first on line 8; keep one");
    }

    @Test
    void refusesANameThatIsGivenTwice() {
        assertThat(problems(SMALL + "  base: { kind: base, upstream: openai }\n"))
                .containsExactly("sluice.yaml:7:3: models.base is given twice, first on line 5; keep one");
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
                        "sluice.yaml:1:14: upstreams.a.provider is missing, expected one of openai, local",
                        "sluice.yaml:2:11: models.m.kind is missing, expected one of fine-tuned, base, local",
                        "sluice.yaml:2:11: models.m.upstream is missing, expected text",
                        "sluice.yaml:3:11: routes.r.ladder is missing, expected a list",
                        "sluice.yaml:4:9: keys[0].name is missing,"
                                + " expected a letter or digit, then up to 63 letters, digits or . _ -",
                        "sluice.yaml:4:9: keys[0].sha256 is missing,"
                                + " expected 64 lower-case hexadecimal digits; ./sluice key new NAME makes them");
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
                    limits: { depth: 3 }                | limits.depth is "3", expected a whole number from 4 to 1000
                    keys: { a: b }                      | keys is a mapping, expected a list
                    keys: [ a ]                         | keys[0] is a single value, expected the fields name, sha256
                    database: { url: jdbc:postgresql }  | database.url does not fit (its value is not shown), expected a URL that starts with postgresql:// or postgres://
                    database: { url: "mysql://a/b" }    | database.url does not fit (its value is not shown), expected a URL that starts with postgresql:// or postgres://
                    database: { url: !secret x }        | database.url has a YAML tag (!), expected a value without one; quote text that starts with !
                    """)
    void tellsWhatIsExpected(String yaml, String message) {
        assertThat(problems(SMALL + yaml)).singleElement().asString().endsWith(": " + message);
    }

    @ParameterizedTest
    @CsvSource({"0s", "-1s", "1", "1d", "1.5s", "25h", "99999999999ms", "''", "2 s"})
    void refusesDurationsThatAreNotLongerThanZeroOrNotWellFormed(String written) {
        assertThat(problems(SMALL + "routes: { r: { ladder: [ { model: base } ], deadlines: { gap: '" + written
                        + "' } } }"))
                .containsExactly("sluice.yaml:7:63: routes.r.deadlines.gap is \"" + written
                        + "\", expected a duration such as 500ms, 2s, 5m or 1h, longer than 0 and at most 24h");
    }

    @Test
    void refusesListsInPlaceOfNames() {
        assertThat(problems("upstreams: []\nmodels: x\nroutes: {}\n"))
                .containsExactly(
                        "sluice.yaml:1:1: upstreams is a list, expected names with a value each",
                        "sluice.yaml:2:9: models is a single value, expected names with a value each");
    }

    @ParameterizedTest
    @CsvSource({"''", "'# only a comment'", "'---'", "'null'", "'~'"})
    void refusesAFileWithoutContent(String yaml) {
        assertThat(problems(yaml)).containsExactly("sluice.yaml: the file is empty, expected upstreams and models");
    }

    @Test
    void refusesAFileThatIsNotAMapping() {
        assertThat(problems("- a\n"))
                .containsExactly("sluice.yaml:1:1: the file is a list, expected the fields"
                        + " upstreams, models, routes, keys, listen, database, limits");
    }

    @Test
    void refusesMergeKeys() {
        assertThat(problems(SMALL + "limits: { <<: { depth: 5 } }"))
                .containsExactly("sluice.yaml:7:11: limits.\"<<\" is a merge key, which is not supported;"
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
                        "sluice.yaml:1:14: upstreams.-a is not a name that fits,"
                                + " expected a letter or digit, then up to 127 letters, digits or . _ : / -",
                        "sluice.yaml:2:11: models.\"a b\" is not a name that fits,"
                                + " expected a letter or digit, then up to 127 letters, digits or . _ : / -",
                        "sluice.yaml:3:11: routes.\"\" is not a name that fits,"
                                + " expected a letter or digit, then up to 127 letters, digits or . _ : / -");
    }

    @Test
    void keepsAMessageOnOneLineWhateverTheValue() {
        assertThat(problems(SMALL + "listen: { host: \"a\\nb\\u202E" + "x".repeat(200) + "\" }"))
                .containsExactly("sluice.yaml:7:17: listen.host is \"a\\u{a}b\\u{202e}" + "x".repeat(76)
                        + "...\", expected an IP address or a host name");
    }

    @Test
    void makesCollectionsThatCannotBeChanged() {
        SluiceConfig config = config(SMALL);

        assertThat(config.models()).isUnmodifiable();
        assertThat(config.keys()).isUnmodifiable();
    }
}
