package dev.sluice.rollout.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.Variant;
import dev.sluice.experiment.definition.BreakerRule;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.Serving.RungChoice;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.definition.Undecided;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.web.JsonBody;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

class DefinitionReaderTest {
    private static final KnownNames KNOWN =
            new KnownNames(Set.of("slang", "tuned"), Set.of("tuned", "base"));

    private static final String WHOLE = """
            {"id":"slang-v2","route":"slang","description":"d","salt":"s","layer":{"name":"models","from":0,"to":5000},
             "variants":[{"name":"a","weight":5000},{"name":"b","weight":5000,"model":"tuned","threshold":0.8}],
             "anonymous":"refuse","testers":{"anna":"b"},"metrics":["completion","feedback.resolved"],
             "guardrails":["rating_drop>0.3","errors > 5 %"],"alpha":0.01,"units":9000,
             "breaker":{"calls":10,"share":0.5,"times":3,"consecutive":4},
             "rollout":{"shadow":{"share":500,"requests":100,"cost":5.0,"duration":"36h"},
              "stages":[{"share":1000,"duration":"90s","units":7,"monitoring":"close","approval":true,"evidence":true},
                        {"share":10000,"duration":"2d"}],
              "holdback":100,"undecided":{"after":"3d","then":"roll_back"}}}""";

    @Test
    void readsEveryField() {
        Definition read = DefinitionReader.read(JsonBody.object(WHOLE), KNOWN);

        assertThat(read.guardrails().stream().map(it -> it.text()))
                .containsExactly("rating_drop > 0.3", "errors > 5 %");
        assertThat(read)
                .isEqualTo(new Definition(
                        "slang-v2",
                        "s",
                        "slang",
                        "d",
                        new LayerRange("models", 0, 5_000),
                        List.of(
                                new VariantDefinition(
                                        new Variant("a", 5_000), new Serving.RouteLadder()),
                                new VariantDefinition(
                                        new Variant("b", 5_000),
                                        new Serving.InFront(new RungChoice("tuned", 0.8)))),
                        AnonymousRule.REFUSED,
                        Map.of("anna", "b"),
                        List.of(
                                Metric.of("completion").orElseThrow(),
                                Metric.of("feedback.resolved").orElseThrow()),
                        read.guardrails(),
                        0.01,
                        9_000,
                        5_000,
                        new BreakerRule(10, 0.5, 3, 4),
                        new RolloutPlan(
                                new ShadowPlan(500, 100, new BigDecimal(5), Duration.ofHours(36)),
                                List.of(
                                        new StagePlan(
                                                1_000,
                                                Duration.ofSeconds(90),
                                                7,
                                                Monitoring.CLOSE,
                                                true,
                                                true),
                                        new StagePlan(
                                                10_000,
                                                Duration.ofDays(2),
                                                0,
                                                Monitoring.NORMAL,
                                                false,
                                                false)),
                                100,
                                new Undecided(Duration.ofDays(3), Undecided.Then.ROLL_BACK))));
    }

    @Test
    void hasADefaultForAlmostEverything() {
        Definition read = read(least(""));

        assertThat(read.salt()).isEqualTo("e");
        assertThat(read.share()).isEqualTo(5_000);
        assertThat(read.breaker()).isEqualTo(BreakerRule.DEFAULT);
        assertThat(read.alpha()).isEqualTo(0.05);
        assertThat(read.planned()).isEqualTo(4_000);
        assertThat(read.anonymous()).isEqualTo(AnonymousRule.RANDOM_PER_REQUEST);
        assertThat(read.rollout()).isNull();
        assertThat(read.variants().stream().map(VariantDefinition::name))
                .containsExactly("control", "candidate");
        assertThat(read(least(",'rollout':{}")).rollout())
                .isEqualTo(new RolloutPlan(
                        null,
                        RolloutPlan.DEFAULT_STAGES,
                        0,
                        new Undecided(Duration.ofDays(28), Undecided.Then.HOLD)));
    }

    @Test
    void theDefaultOfUndecidedIsLongerThanEveryStage() {
        RolloutPlan plan = read(least(",'rollout':{'stages':[{'share':10000,'duration':'30d'}]}"))
                .rollout();

        assertThat(plan).isNotNull();
        assertThat(plan.undecided().after()).isEqualTo(Duration.ofDays(60));
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        List<Problem.Field> errors = errors("""
                {"id":".x","rout":"slang","route":"slan","variants":[{"name":"a","weight":5000,"model":"base"},
                 {"name":"a","weight":"x"},{"nam":"c","weight":1,"model":"tunde"}],
                 "metrics":["ratings",7],"guardrails":["errors > 130 %"],"alpha":2,"anonymous":"never",
                 "layer":{"name":"l","from":7,"to":7},"breaker":{"calls":0}}""");

        assertThat(errors.stream()
                        .map(it -> it.field() + ": " + it.value() + ", expected " + it.expected()))
                .containsExactly(
                        "rout: \"slang\", expected no such field, did you mean route?",
                        "id: \".x\", expected 1 to 64 letters, digits or . _ -, the first one a "
                                + "letter or digit",
                        "route: \"slan\", expected a route of sluice.yaml, did you mean slang?",
                        "layer.to: 7, expected more than from, which is 7",
                        "variants[0].model: \"base\", expected nothing: the control is what the "
                                + "route serves",
                        "variants[1].weight: \"x\", expected a whole number from 1 to 9999",
                        "variants[2].nam: \"c\", expected no such field, did you mean name?",
                        "variants[2].name: missing, expected a text of 1 to 512 characters",
                        "variants[2].model: \"tunde\", expected a model of sluice.yaml, did you "
                                + "mean tuned?",
                        "anonymous: \"never\", expected one of random, refuse, key",
                        "metrics[1]: 7, expected a text of 1 to 512 characters",
                        "metrics[0]: \"ratings\", expected a metric, did you mean rating?",
                        "guardrails[0]: \"errors > 130 %\", expected a limit that can be crossed: "
                                + "from 0 % to below 100 %",
                        "alpha: 2, expected a number from 0.000001 to 0.5",
                        "breaker.calls: 0, expected a whole number from 1 to 10000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                ",'share':5000,'rollout':{} | share | nothing: the stages of the "
                        + "rollout have shares",
                ",'share':5001 | share | a whole number from 1 to 5000",
                ",'variants':[] | candidate | either this or variants",
                ",'testers':{'u':'x'} | testers.u | one of control, candidate",
                ",'testers':{'':'control'} | testers. | the id of a unit, 1 to 512 characters",
                ",'rollout':{'stages':[]} | rollout.stages | 1 to 20 stages, or none for 10 %, 25 "
                        + "%, 50 % and everybody",
                ",'rollout':{'stages':[{'share':5000}]} | rollout.stages[0].share | 10000 basis "
                        + "points, because the last stage is everybody",
                ",'rollout':{'stages':[{'share':5001},{'share':10000}]} | rollout.stages[0].share "
                        + "| 1 to 5000 basis points before the last stage: the control gets as "
                        + "many",
                ",'rollout':{'stages':[{'share':10},{'share':10},{'share':10000}]} | "
                        + "rollout.stages[1].share | more than the 10 of the stage before",
                ",'rollout':{'stages':[{'share':10000,'duration':'1w'}]} | "
                        + "rollout.stages[0].duration | a time such as 90s, 5m, 36h or 3d, of at "
                        + "most 3650d",
                ",'rollout':{'undecided':{'after':'7d'}} | rollout.undecided.after | more than "
                        + "the 7d of the longest stage",
                ",'rollout':{'holdback':5001} | rollout.holdback | a whole number from 0 to 5000",
                ",'rollout':{'shadow':{'cost':0}} | rollout.shadow.cost | an amount of USD above 0",
                ",'salt':'a/b' | salt | 1 to 64 letters, digits or . _ -",
                ",'guardrails':['errors > 5 %','errors>5%'] | guardrails[1] | each guardrail once",
                ",'metrics':['rating','rating'] | metrics[1] | each metric once",
                ",'units':1 | units | a whole number from 2 to 1000000000000"
            })
    void refusesByField(String more, String field, String expected) {
        List<Problem.Field> errors = errors(least(more.strip()));

        assertThat(errors).singleElement().satisfies(it -> {
            assertThat(it.field()).isEqualTo(field);
            assertThat(it.expected()).isEqualTo(expected);
        });
    }

    @Test
    void aRolloutHasOneCandidateBesideAControlOfItsSize() {
        String three = """
                {"id":"e","route":"slang","rollout":{},"variants":[{"name":"a","weight":4000},
                 {"name":"b","weight":6000,"model":"tuned"}]}""";
        String nothing = """
                {"id":"e","route":"slang","rollout":{},"variants":[{"name":"a","weight":5000},{"name":"b","weight":5000}]}""";

        assertThat(errors(three))
                .extracting(Problem.Field::expected)
                .containsExactly(
                        "two for a rollout, the control and the candidate, of 5000 basis points "
                                + "each");
        assertThat(errors(nothing))
                .extracting(Problem.Field::expected)
                .containsExactly(
                        "a candidate with a model or a ladder: else nothing is rolled out");
    }

    @Test
    void weightsAddUp() {
        assertThat(errors("""
                {"id":"e","route":"slang","variants":[{"name":"a","weight":4000},{"name":"b","weight":5000}]}"""))
                .extracting(Problem.Field::expected)
                .containsExactly("weights that add up to 10000 basis points; they add up to 9000");
    }

    @Test
    void whatWasAcceptedOnceIsReadWhateverTheConfigurationSays() {
        String text = DefinitionJson.text(DefinitionReader.read(JsonBody.object(WHOLE), KNOWN));

        assertThat(DefinitionReader.read(text))
                .isEqualTo(DefinitionReader.read(JsonBody.object(WHOLE), KNOWN));
        assertThat(DefinitionReader.read(text.replace("tuned", "gone"))).isNotNull();
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThat(problem("[]".getBytes(StandardCharsets.UTF_8)).detail())
                .isEqualTo("body is '[]', expected an object");
        assertThat(problem("{".getBytes(StandardCharsets.UTF_8)).code()).isEqualTo("invalid_json");
        assertThat(problem(new byte[] {(byte) 0xFF}).detail())
                .isEqualTo("the body is not valid JSON: it is not UTF-8");
        assertThat(problem("{\"id\":1,\"id\":2}".getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo("invalid_json");
    }

    private static Problem problem(byte[] body) {
        return catchThrowableOfType(ProblemException.class, () -> JsonBody.object(body))
                .problem();
    }

    private static String least(String more) {
        return ("{'id':'e','route':'slang','candidate':'tuned'" + more + "}").replace('\'', '"');
    }

    private static Definition read(String json) {
        return DefinitionReader.read(JsonBody.object(json), KNOWN);
    }

    private static List<Problem.Field> errors(String json) {
        return catchThrowableOfType(ProblemException.class, () -> read(json))
                .problem()
                .errors();
    }
}
