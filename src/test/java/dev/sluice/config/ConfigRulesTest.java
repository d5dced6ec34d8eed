package dev.sluice.config;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.config;
import static dev.sluice.config.Reading.problems;
import static dev.sluice.config.Reading.warnings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigRulesTest {
    @Test
    void acceptsAFileWithNothingButUpstreamsAndModels() {
        assertThat(warnings(SMALL)).isEmpty();
    }

    @Test
    void refusesAModelOnAnUpstreamThatDoesNotExist() {
        assertThat(problems(SMALL + "  other: { kind: base, upstream: opena }"))
                .containsExactly(
                        "sluice.yaml:7:34: models.other.upstream names the upstream \"opena\","
                                + " which does not exist, did you mean openai?");
    }

    @Test
    void saysThatNoUpstreamIsDeclared() {
        assertThat(problems("models: { m: { kind: base, upstream: a } }"))
                .containsExactly("sluice.yaml:1:38: models.m.upstream names the upstream \"a\","
                        + " which does not exist; none is declared");
    }

    @Test
    void refusesARungOnAModelThatDoesNotExist() {
        assertThat(problems(
                        SMALL + "routes: { r: { ladder: [ { model: base }, { model: smal } ] } }"))
                .containsExactly(
                        "sluice.yaml:7:52: routes.r.ladder[1].model names the model \"smal\","
                                + " which does not exist, did you mean small?");
    }

    @Test
    void refusesAnEmptyLadder() {
        assertThat(problems(SMALL + "routes: { r: { ladder: [] } }"))
                .containsExactly(
                        "sluice.yaml:7:16: routes.r.ladder is empty, expected at least one entry");
    }

    @Test
    void refusesAModelTwiceInOneLadder() {
        assertThat(problems(SMALL
                        + "routes: { r: { ladder: [ { model: base }, { model: "
                        + "small }, { model: base } ] } }"))
                .containsExactly("sluice.yaml:7:70: routes.r.ladder[2].model is \"base\" again,"
                        + " first in ladder[0]; a ladder has each model once");
    }

    @Test
    void warnsOfARouteWithTheNameOfAModel() {
        assertThat(warnings(SMALL + "routes: { base: { ladder: [ { model: small } ] } }"))
                .containsExactly("sluice.yaml:7:11: routes.base has the name of a model;"
                        + " clients that ask for it get the route");
    }

    @Test
    void refusesTwoPricesOfOneDay() {
        assertThat(problems(SMALL + "  p: { kind: base, upstream: openai, prices: ["
                        + " { from: 2026-01-01, input: 1, output: 2 }, { from: "
                        + "2026-01-01, input: 1, output: 3 } ] }"))
                .containsExactly(
                        "sluice.yaml:7:99: models.p.prices[1].from is \"2026-01-01\" again,"
                                + " first in prices[0]; a day has one price");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30", "2026-1-1", "26-01-01", "2026-01-01T00:00:00Z", "today"})
    void refusesAPriceFromADayThereIsNot(String day) {
        assertThat(problems(SMALL + "  p: { kind: base, upstream: openai, prices: [ { from: '" + day
                        + "', input: 1, output: 2 } ] }"))
                .containsExactly("sluice.yaml:7:56: models.p.prices[0].from is \"" + day
                        + "\", expected a date such as 2026-01-31");
    }

    @Test
    void refusesPricesThatAreNoAmounts() {
        assertThat(problems(SMALL + "  p: { kind: base, upstream: openai, prices: ["
                        + " { from: 2026-01-01, input: -0.1, output: $1, "
                        + "cached-input: 2000000 } ] }"))
                .extracting(problem -> problem.replaceFirst("^[^ ]+ ", ""))
                .containsExactly(
                        "models.p.prices[0].input is \"-0.1\", expected a number from 0 to 1000000",
                        "models.p.prices[0].output is \"$1\", expected a number from 0 to 1000000",
                        "models.p.prices[0].cached-input is \"2000000\", expected a number from 0 "
                                + "to 1000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keep: 10d, keep-text: 11d   | 7:34 | keep-text | 11d     | 10d",
                "keep: 10d                   | 7:18 | keep      | 30d     | 10d",
                "keep-text: forever          | 7:23 | keep-text | forever | 90d",
            })
    void refusesToKeepTextLongerThanItsRecord(
            String given, String place, String field, String text, String keep) {
        assertThat(problems(SMALL + "records: { " + given + " }"))
                .containsExactly("sluice.yaml:" + place + ": records." + field
                        + " keeps the text longer (keep-text: "
                        + text + ") than the records it belongs to (keep: " + keep
                        + "); give keep-text a number of days that is not larger");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keep: 30d",
                "keep: forever",
                "keep: forever, keep-text: forever",
                "keep: 1d, keep-text: 1d"
            })
    void keepsTextAsLongAsItsRecordAtMost(String given) {
        assertThat(config(SMALL + "records: { " + given + " }").records().keep().count())
                .isPositive();
    }

    @Test
    void warnsOfAFileWithoutModels() {
        assertThat(warnings("upstreams: { local: { provider: local } }"))
                .containsExactly(
                        "sluice.yaml:1:1: models is empty: nothing is served until a model is "
                                + "declared");
    }

    @Test
    void refusesProviderOpenaiWithoutAnAddress() {
        assertThat(problems("upstreams: { a: { provider: openai } }"))
                .containsExactly(
                        "sluice.yaml:1:14: upstreams.a.url is missing, expected the address of "
                                + "provider"
                                + " openai, for example https://api.openai.com/v1");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://host/v1, ftp://host/v1",
        "api.openai.com/v1, api.openai.com/v1",
        "https:///v1, https:///v1",
        "mailto:someone, mailto:someone",
        "http://under_score/v1?key=abc, http://under_score/v1?***"
    })
    void refusesAnAddressThatIsNotHttpWithAHost(String url, String shown) {
        assertThat(problems("upstreams: { a: { provider: openai, url: '" + url + "' } }"))
                .containsExactly("sluice.yaml:1:42: upstreams.a.url is \"" + shown
                        + "\", expected http:// or https:// and a host");
    }

    @Test
    void refusesACredentialInTheAddressWithoutShowingIt() {
        assertThat(problems("upstreams: { a: { provider: openai, url: "
                        + "'https://me:hunter2@host/v1' } }"))
                .containsExactly(
                        "sluice.yaml:1:42: upstreams.a.url has a user or password before the host"
                                + " (not shown); put the credential into key");
    }

    @Test
    void warnsOfAnAddressThatGoesTooFar() {
        assertThat(warnings("""
                upstreams: { a: { provider: openai, url: 'https://host/v1/chat/completions' } }
                models: { m: { kind: base, upstream: a } }
                """))
                .containsExactly("sluice.yaml:1:42: upstreams.a.url ends in /chat/completions,"
                        + " which Sluice adds itself; leave it out");
    }

    @Test
    void refusesAnAddressAndAKeyForProviderLocal() {
        assertThat(problems("upstreams: { a: { provider: local, url: http://h, key: k } }"))
                .containsExactly(
                        "sluice.yaml:1:41: upstreams.a.url is given, but provider local runs on "
                                + "this machine"
                                + " and has none; remove it",
                        "sluice.yaml:1:56: upstreams.a.key is given, but provider local runs on "
                                + "this machine"
                                + " and has none; remove it");
    }

    @Test
    void refusesAnEngineForAProviderThatRunsNone() {
        assertThat(problems("upstreams: { a: { provider: openai, url: http://h, engine: { "
                        + "slots: 2 } } }"))
                .containsExactly(
                        "sluice.yaml:1:52: upstreams.a.engine is given, but provider openai runs "
                                + "no engine,"
                                + " only provider local does; remove it");
    }

    @Test
    void refusesALocalModelWithoutAFile() {
        assertThat(problems(SMALL + "  other: { kind: fine-tuned, upstream: local }"))
                .containsExactly(
                        "sluice.yaml:7:3: models.other.file is missing, expected a pulled model's "
                                + "name or a"
                                + " path that ends in .gguf, because upstream \"local\" is of "
                                + "provider local");
    }

    @Test
    void refusesFileAdapterAndScaleForAModelThatIsNotLocal() {
        assertThat(problems(SMALL
                        + "  other: { kind: base, upstream: openai, file: f, "
                        + "adapter: a, scale: 2 }"))
                .containsExactly(
                        "sluice.yaml:7:48: models.other.file is given, but upstream \"openai\" is "
                                + "of provider openai,"
                                + " which loads no file; remove it",
                        "sluice.yaml:7:60: models.other.adapter is given, but upstream \"openai\" "
                                + "is of provider"
                                + " openai, which loads no file; remove it",
                        "sluice.yaml:7:70: models.other.scale is given, but upstream \"openai\" "
                                + "is of provider"
                                + " openai, which loads no file; remove it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smol", "qwen2.5-0.5b", "/models/a b.gguf", "../x.gguf"})
    void acceptsAFileThatIsANameOrAPath(String file) {
        assertThat(config(SMALL + "  other: { kind: local, upstream: local, file: '" + file + "' }")
                        .models()
                        .get("other")
                        .file())
                .isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/smol", "-smol", "a.bin/", "~"})
    void refusesAFileThatIsNeitherANameNorAPath(String file) {
        assertThat(problems(
                        SMALL + "  other: { kind: local, upstream: local, file: '" + file + "' }"))
                .containsExactly("sluice.yaml:7:48: models.other.file is \"" + file
                        + "\", expected a pulled model's name or a path that ends in .gguf");
    }

    @Test
    void acceptsOneFileWithTwoAdaptersOnOneUpstream() {
        assertThat(warnings(SMALL + """
                  tuned: { kind: fine-tuned, upstream: local, file: smol, adapter: a.gguf }
                  other: { kind: fine-tuned, upstream: local, file: smol, adapter: b.gguf, scale: 0.5 }
                """)).isEmpty();
    }

    @Test
    void doesNotBlameWhatFollowsFromAnotherProblem() {
        assertThat(problems("""
                upstreams: { a: { provider: opnai, engine: { slots: 2 } }, b: 3 }
                models: { m: { kind: base, upstream: a, file: f }, n: { kind: base, upstream: b } }
                routes: { r: { ladder: [ { model: }, { model: } ] } }
                keys: [ 1 ]
                listen: { host: 0.0.0.0 }
                """))
                .containsExactly(
                        "sluice.yaml:1:29: upstreams.a.provider is \"opnai\", expected one of "
                                + "openai, local, did you mean openai?",
                        "sluice.yaml:1:63: upstreams.b is a single value, expected the fields "
                                + "provider, url, key,"
                                + " key-header, headers, http, ca-file, connections, deadlines, "
                                + "breaker, logprobs,"
                                + " continuation, egress, engine",
                        "sluice.yaml:3:28: routes.r.ladder[0].model is missing, expected text",
                        "sluice.yaml:3:40: routes.r.ladder[1].model is missing, expected text",
                        "sluice.yaml:4:9: keys[0] is a single value, expected the fields name, "
                                + "sha256, open, created, role");
    }
}
