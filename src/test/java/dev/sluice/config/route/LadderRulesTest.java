package dev.sluice.config.route;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.config;
import static dev.sluice.config.Reading.problems;
import static dev.sluice.config.Reading.warnings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigFile;
import dev.sluice.config.ConfigResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class LadderRulesTest {
    private static final String LADDER =
            "ladder: [ { model: base, threshold: 0.5 }, { model: small } ]";

    @Test
    void takesAThresholdAsItIs() {
        assertThat(warnings(route(""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.01", "80", "NaN", ".5", "high"})
    void refusesAThresholdThatIsNoConfidence(String threshold) {
        assertThat(lines(SMALL + "routes: { r: { ladder: [ { model: base, threshold: '" + threshold
                        + "' }, { model: small } ] } }"))
                .containsExactly("routes.r.ladder[0].threshold is \"" + threshold
                        + "\", expected a number from 0 to 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokens: 0     | tokens is \"0\", expected a whole number from 1 to 4096",
                "tokens: -16   | tokens is \"-16\", expected a whole number from 1 to 4096",
                "time: 0s      | time is \"0s\", expected a duration such as 500ms, 2s, 5m or 1h, "
                        + "longer than 0 and at most 24h",
                "time: -1s     | time is \"-1s\", expected a duration such as 500ms, 2s, 5m or "
                        + "1h, longer than 0 and at most 24h",
                "bytes: 0      | bytes is \"0\", expected a size such as 16KiB, 2MiB or a number "
                        + "of bytes, from 256 to 16MiB",
                "bytes: -1     | bytes is \"-1\", expected a size such as 16KiB, 2MiB or a number "
                        + "of bytes, from 256 to 16MiB",
                "floor: 0      | floor is \"0\", expected a number from 0.01 to 100000",
            })
    void refusesAWindowWithoutALimit(String window, String message) {
        assertThat(lines(route("window: { " + window + " }")))
                .containsExactly("routes.r.window." + message);
    }

    @Test
    void warnsOfAThresholdWithNothingBehindIt() {
        assertThat(warnings(
                        SMALL + "routes: { r: { ladder: [ { model: base, threshold: 0.5 } ] } }"))
                .containsExactly(
                        "sluice.yaml:7:52: routes.r.ladder[0].threshold has no rung to fall back "
                                + "to:"
                                + " an answer below it is given all the same, only marked");
    }

    @Test
    void refusesAThresholdThatCanNeverBeMissed() {
        assertThat(lines(route("confidence: { source: none }")))
                .containsExactly(
                        "routes.r.ladder[0].threshold is \"0.5\", but routes.r.confidence has "
                                + "source none,"
                                + " so that no answer can ever be unsure; name a source or remove "
                                + "the threshold");
        assertThat(lines(route("confidence: { source: rules }")))
                .containsExactly(
                        "routes.r.ladder[0].threshold is \"0.5\", but routes.r.confidence has "
                                + "source rules and"
                                + " names no rule, so that no answer can ever be unsure; add "
                                + "routes.r.confidence.rules");
        assertThat(warnings(route("confidence: { source: rules, rules: { refusal: true } }")))
                .isEmpty();
    }

    @Test
    void looksAtTheRungsOwnSource() {
        assertThat(lines(SMALL
                        + "routes: { r: { ladder: [ { model: base, threshold: 0.5, confidence: { "
                        + "source: none } },"
                        + " { model: small } ] } }"))
                .containsExactly("routes.r.ladder[0].threshold is \"0.5\", but "
                        + "routes.r.ladder[0].confidence has source"
                        + " none, so that no answer can ever be unsure; name a source or "
                        + "remove the threshold");
        assertThat(warnings(SMALL + "routes: { r: { confidence: { source: none }, ladder: ["
                        + " { model: base, threshold: 0.5, confidence: { source: "
                        + "logprobs } }, { model: small } ] } }"))
                .isEmpty();
    }

    @Test
    void refusesLogProbabilitiesOfAnUpstreamThatGivesNone() {
        String upstreams = SMALL.replace("com/v1 }", "com/v1, logprobs: false }");

        assertThat(lines(upstreams + "routes: { r: { " + LADDER + " } }"))
                .containsExactly(
                        "routes.r.ladder[0].threshold is \"0.5\", but upstreams.openai.logprobs "
                                + "is false, so there are no log-probabilities to score; choose "
                                + "another source: consistency, verifier or rules");
        assertThat(warnings(upstreams + "routes: { r: { " + LADDER
                        + ", confidence: { source: rules, rules: { empty: true } } } }"))
                .isEmpty();
        assertThat(warnings(upstreams
                        + "routes: { r: { ladder: [ { model: small, threshold: "
                        + "0.5 }, { model: base } ] } }"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"consistency", "verifier, route: small"})
    void needsAGateForWhatJudgesWholeAnswers(String source) {
        String name = source.replaceFirst(",.*", "");
        for (String mode : List.of("holdback", "replace")) {
            assertThat(lines(route("window: { mode: " + mode + " }, confidence: { source: " + source
                            + " }")))
                    .containsExactly("routes.r.confidence.source is \"" + name
                            + "\", which judges whole answers, but routes.r.window.mode is "
                            + mode
                            + ": a stream would be the client's before there is a whole "
                            + "one; set it to gate");
        }
        assertThat(warnings(
                        route("window: { mode: gate }, confidence: { source: " + source + " }")))
                .isEmpty();
    }

    @Test
    void needsAGateForASchema() {
        assertThat(lines(route("confidence: { rules: { schema: a.json } }")))
                .containsExactly(
                        "routes.r.confidence.rules.schema is \"a.json\", which judges whole "
                                + "answers, but"
                                + " routes.r.window.mode is holdback: a stream would be the "
                                + "client's before there is a whole"
                                + " one; set it to gate");
        assertThat(warnings(
                        route("window: { mode: gate }, confidence: { rules: { schema: a.json } }")))
                .isEmpty();
    }

    @Test
    void looksIntoTheFileOfASchema(@TempDir Path dir) throws Exception {
        Path good = Files.writeString(dir.resolve("good.json"), "{ \"type\": \"object\" }");
        Path bad = Files.writeString(dir.resolve("bad.json"), "{ \"type\": \"objekt\" }");
        Path none = dir.resolve("none.json");
        String yaml = route("window: { mode: gate }, confidence: { rules: { schema: '%s' } }");
        Path file = dir.resolve("sluice.yaml");

        Files.writeString(file, yaml.formatted(good));
        assertThat(ConfigFile.load(file, dir)).isInstanceOf(ConfigResult.Valid.class);
        Files.writeString(file, yaml.formatted(bad));
        assertThat(ConfigFile.load(file, dir).toString())
                .contains(
                        "routes.r.confidence.rules.schema names the file ",
                        ", which is not a JSON Schema: ");
        Files.writeString(file, yaml.formatted(none));
        assertThat(ConfigFile.load(file, dir).toString())
                .contains(
                        "routes.r.confidence.rules.schema names the file ",
                        ", which does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ger     | is \"ger\", which the detector of languages does not know; "
                        + "docs/rules-and-verifiers.md lists those it knows (German is deu, ",
                "english | is \"english\", expected an ISO 639-3 code of three letters, such as "
                        + "eng or deu",
                "de      | is \"de\", expected an ISO 639-3 code of three letters, such as eng or "
                        + "deu",
            })
    void refusesALanguageThatNobodyDetects(String language, String message) {
        assertThat(lines(route("confidence: { rules: { language: " + language + " } }")))
                .singleElement()
                .asString()
                .startsWith("routes.r.confidence.rules.language " + message);
        assertThat(warnings(route("confidence: { rules: { language: deu } }"))).isEmpty();
    }

    @Test
    void refusesAHedgeOfTwoKinds() {
        assertThat(lines(route("hedge: { after: 1s, quantile: 0.9 }")))
                .containsExactly(
                        "routes.r.hedge.quantile is given together with after: a hedge starts "
                                + "after a fixed time or a quantile; keep one");
    }

    @Test
    void warnsOfAHedgeWithNothingToStart() {
        assertThat(warnings(SMALL
                        + "routes: { r: { ladder: [ { model: base } ], hedge: { after: 1s } } }"))
                .containsExactly(
                        "sluice.yaml:7:45: routes.r.hedge has no rung to start beside the first:"
                                + " the ladder has only one");
        assertThat(warnings(route("hedge: { after: 1s }"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-wait: 50ms            | max-wait | 50ms | 100ms",
                "delay: 3s                 | delay    | 2s   | 3s",
                "delay: 2s, max-wait: 1s   | max-wait | 1s   | 2s",
            })
    void refusesRetriesThatMayNotWait(String retry, String field, String longest, String delay) {
        assertThat(lines(route("retry: { " + retry + " }")))
                .containsExactly("routes.r.retry." + field
                        + " leaves no time for a retry (max-wait: \"" + longest + "\", delay: \""
                        + delay + "\"); give max-wait a duration that is not shorter");
        assertThat(warnings(route("retry: { delay: 2s, max-wait: 2s }"))).isEmpty();
    }

    @Test
    void warnsOfAContinuationThatNobodyCanGive() {
        assertThat(warnings(SMALL
                        + "routes: { r: { ladder: [ { model: small }, { model: "
                        + "base } ], continuation: true } }"))
                .containsExactly(
                        "sluice.yaml:7:77: routes.r.continuation has no later rung that can "
                                + "continue an answer;"
                                + " if its server can, set upstreams.openai.continuation to "
                                + "prefill or final-message");
        assertThat(warnings(SMALL
                        + "routes: { r: { ladder: [ { model: small } ], continuation: true } }"))
                .containsExactly(
                        "sluice.yaml:7:60: routes.r.continuation has no later rung that could "
                                + "continue an answer:"
                                + " the ladder has only one");
        assertThat(warnings(route("continuation: true"))).isEmpty();
        assertThat(warnings(SMALL.replace("com/v1 }", "com/v1, continuation: final-message }")
                        + "routes: { r: { ladder: [ { model: small }, { model: "
                        + "base } ], continuation: true } }"))
                .isEmpty();
    }

    @Test
    void countsASourceThatCannotBeReadAsNoneOfThese() {
        assertThat(lines(route("confidence: { source: logprob, route: small }")))
                .containsExactly("routes.r.confidence.source is \"logprob\","
                        + " expected one of logprobs, consistency, verifier, rules, none, did you"
                        + " mean logprobs?");
    }

    @Test
    void takesEverythingTogether() {
        assertThat(config(route("window: { mode: gate }, retry: { max: 2 }, hedge: { quantile: "
                                + "0.95 },"
                                + " continuation: true, confidence: { source: verifier, "
                                + "route: base, within: 3s,"
                                + " rules: { refusal: true, language: eng } }"))
                        .routes()
                        .get("r")
                        .confidence()
                        .route())
                .isEqualTo("base");
    }

    private static String route(String more) {
        return SMALL + "routes: { r: { " + LADDER + (more.isEmpty() ? "" : ", " + more) + " } }\n";
    }

    /** The problems without their places. */
    private static List<String> lines(String yaml) {
        return problems(yaml).stream()
                .map(problem -> problem.replaceFirst("^sluice.yaml:[0-9:]+ ", ""))
                .toList();
    }
}
