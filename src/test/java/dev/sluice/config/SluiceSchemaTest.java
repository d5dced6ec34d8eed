package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class SluiceSchemaTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SluiceConfig.schema());

    @Test
    void isTheOneInTheDocumentation() throws IOException {
        assertThat(Files.readString(Path.of("docs/sluice.schema.json")))
                .as("docs/sluice.schema.json; write it anew with ./sluice config schema > "
                        + "docs/sluice.schema.json")
                .isEqualTo(SluiceConfig.schema());
    }

    @Test
    void isItselfASchema() throws IOException {
        JsonSchema meta = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(meta.validate(JSON.readTree(SluiceConfig.schema()))).isEmpty();
    }

    @Test
    void saysOfAFieldWhatTheRecordSays() throws IOException {
        JsonNode definitions = JSON.readTree(SluiceConfig.schema()).get("$defs");

        assertThat(definitions.at("/engine/properties/slots")).isEqualTo(JSON.readTree("""
                { "description": "Answers generated in parallel.",
                  "anyOf": [ { "type": "integer", "minimum": 1, "maximum": 64 }, { "$ref": "#/$defs/environment" } ],
                  "default": 4 }
                """));
        assertThat(definitions.at("/retry/properties/delay")).isEqualTo(JSON.readTree("""
                { "description": "Wait before the first retry; doubles for each further one, minus up to half at random.",
                  "anyOf": [ { "type": "string", "pattern": "^(?:([1-9][0-9]{0,8})(ms|s|m|h))$" },
                             { "$ref": "#/$defs/environment" } ],
                  "default": "100ms" }
                """));
        assertThat(definitions.at("/upstream/properties/http/anyOf/0"))
                .isEqualTo(JSON.readTree("{ \"enum\": [ \"auto\", \"1.1\", 1.1, \"2\", 2 ] }"));
        assertThat(definitions.at("/model/required"))
                .isEqualTo(JSON.readTree("[ \"kind\", \"upstream\" ]"));
        assertThat(definitions.at("/route/properties/ladder/minItems").intValue())
                .isEqualTo(1);
        assertThat(definitions.at("/key/additionalProperties").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ConfigDefaults.YAML,
                Reading.SMALL,
                Reading.SMALL + "listen: { host: '::1', port: '${PORT:-80}' }",
                Reading.SMALL + "limits: { body: 4096, depth: 4 }",
                Reading.SMALL + "limits: { body: 1GiB }",
                Reading.SMALL + "shutdown: { delay: 0s, grace: 1m }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base } ], keep-alive: { mode: off } "
                        + "} }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base, threshold: 0.8, confidence: { "
                        + "source: consistency, samples: 2 } }, { model: small } ], "
                        + "window: { mode: gate, floor: 2 }, confidence: { "
                        + "source: verifier, route: small, rules: { "
                        + "language: deu } }, retry: { max: 1 }, "
                        + "hedge: { quantile: 0.9 }, "
                        + "continuation: true } }",
                Reading.SMALL
                        + "routes: { a/b: { ladder: [ { model: base, threshold: 1 } ], unit: "
                        + "header.X } }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base } ], deadlines: { gap: "
                        + "'${GAP:-1s}' } } }",
                Reading.SMALL
                        + "  priced: { kind: base, upstream: openai, prices: [ { from: "
                        + "'2026-01-31', input: 0.15, output: 0, cached-input: 1e-3 } ] }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base } ], record: { text: true } } }",
                Reading.SMALL + "records: { keep: forever, keep-text: 14d }",
                "upstreams: { a: { provider: openai, url: '${URL:-http://a}', http: 1.1, headers: "
                        + "{ A: '' } } }",
                "upstreams: { a: { provider: openai, url: http://a, http: '2', key: '${K:-k}' } }",
            })
    void agreesWithTheReaderOnWhatIsValid(String yaml) {
        assertThat(Reading.read(yaml, Map.of())).isInstanceOf(ConfigResult.Valid.class);
        assertThat(SCHEMA.validate(json(yaml))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "models: []",
                Reading.SMALL + "other: 1",
                Reading.SMALL + "listen: { prot: 1 }",
                Reading.SMALL + "listen: { port: 70000 }",
                Reading.SMALL + "listen: { port: eighty }",
                Reading.SMALL + "listen: { host: 'http://x' }",
                Reading.SMALL + "limits: { body: 16MB }",
                Reading.SMALL + "limits: { body: 10 }",
                Reading.SMALL + "limits: { queue-wait: 0s }",
                Reading.SMALL + "shutdown: { grace: 20 }",
                Reading.SMALL + "routes: { r: {} }",
                Reading.SMALL + "routes: { r: { ladder: [] } }",
                Reading.SMALL + "routes: { 'a b': { ladder: [ { model: base } ] } }",
                Reading.SMALL + "routes: { r: { ladder: [ { model: base, threshold: 1.1 } ] } }",
                Reading.SMALL + "routes: { r: { ladder: [ { model: base } ], unit: users } }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base } ], window: { time: 0s } } }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base } ], window: { mode: hold } } }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base } ], window: { tokens: 0 } } }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base } ], confidence: { source: "
                        + "guess } } }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base } ], hedge: { quantile: 1 } } }",
                Reading.SMALL + "keys: [ { name: a, sha256: abc } ]",
                Reading.SMALL + "database: { url: 'mysql://a' }",
                Reading.SMALL
                        + "  p: { kind: base, upstream: openai, prices: [ { from: '2026', input: "
                        + "1, output: 1 } ] }",
                Reading.SMALL
                        + "  p: { kind: base, upstream: openai, prices: [ { from: '2026-01-31', "
                        + "input: 1 } ] }",
                Reading.SMALL
                        + "  p: { kind: base, upstream: openai, prices: [ { from: '2026-01-31', "
                        + "input: -1, output: 1 } ] }",
                Reading.SMALL
                        + "routes: { r: { ladder: [ { model: base } ], record: { text: maybe } } }",
                Reading.SMALL + "records: { keep: 10000d }",
                "models: { m: { kind: base } }",
                "upstreams: { a: { provider: openai, url: http://a, http: 3 } }",
                "upstreams: { a: { provider: openai, url: http://a, headers: { 'a b': c } } }",
                "upstreams: { a: { provider: openai, url: http://a, key: 'a b' } }",
            })
    void agreesWithTheReaderOnWhatIsNotValid(String yaml) {
        assertThat(Reading.read(yaml, Map.of())).isInstanceOf(ConfigResult.Invalid.class);
        assertThat(SCHEMA.validate(json(yaml))).isNotEmpty();
    }

    private static JsonNode json(String yaml) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return JSON.valueToTree(tree);
    }
}
