package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.Fault.Case;
import dev.sluice.inference.FaultRun.Plan;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Step;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.Track;
import dev.sluice.vocabulary.Outcome;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every fault, streaming and not, over HTTP/1.1 and HTTP/2 on either side: what the client got,
 * what the upstream saw, what was recorded. All of it together is the table in {@code
 * docs/reliability.md}, which is compared with it, or written anew with {@code
 * -Dreliability.write=true}.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultTableTest {
    private static final Path DOCUMENT = Path.of("docs/reliability.md");
    private static final DocumentedTable DOCUMENTED =
            new DocumentedTable(DOCUMENT, FaultTableTest.class);
    private static final List<HttpVersion> VERSIONS =
            List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);

    /** Steps that do no harm; {@code Raw} can, and is used so. */
    private static final Set<Class<?>> HARMLESS = Set.of(
            Step.Delay.class,
            Step.Split.class,
            Step.Echo.class,
            Step.Choices.class,
            Step.Usage.class,
            Step.Comment.class,
            Step.Chunk.class,
            Step.ToolCall.class);

    @Inject
    Vertx vertx;

    private final FaultTable table = new FaultTable();

    static Stream<String> faults() {
        return Faults.all().stream().map(fault -> fault.moment() + ": " + fault.name());
    }

    @ParameterizedTest
    @MethodSource("faults")
    @Order(1)
    void endsAsTheTableSays(String name) {
        Fault fault = Faults.all().stream()
                .filter(one -> name.equals(one.moment() + ": " + one.name()))
                .findFirst()
                .orElseThrow();
        List<Plan> plans = new ArrayList<>();
        for (Case how : fault.cases()) {
            for (HttpVersion up : VERSIONS) {
                VERSIONS.forEach(down -> plans.add(new Plan(how, up, down, false)));
                if (how.hasNextRung()) {
                    plans.add(Plan.ofNextRung(how, up));
                }
            }
        }
        Map<Plan, FaultRun> runs = make(plans);
        // Records come a moment later: so all are asked for at the end.
        runs.forEach((plan, run) -> {
            if (!plan.ladder()) {
                table.add(
                        fault,
                        new FaultTable.Mode(plan.how().streaming(), plan.up(), plan.down()),
                        FaultObservation.of(
                                run,
                                RecordedInference.of(run.unit()),
                                nextRung(runs.get(Plan.ofNextRung(plan.how(), plan.up())))));
            }
        });
    }

    /** Whatever waits waits side by side. */
    private Map<Plan, FaultRun> make(List<Plan> plans) {
        List<FaultRun> made = plans.stream().allMatch(plan -> plan.how().lane().isOnEveryTrack())
                ? Track.sideBySide(plans, (plan, track) -> FaultRun.make(vertx, plan, track))
                : plans.stream()
                        .map(plan -> FaultRun.make(vertx, plan, Track.main()))
                        .toList();
        Map<Plan, FaultRun> runs = new LinkedHashMap<>();
        for (int i = 0; i < plans.size(); i++) {
            runs.put(plans.get(i), made.get(i));
        }
        return runs;
    }

    @Test
    @Order(2)
    void isTheOneInTheDocumentation() {
        DOCUMENTED.check(table.markdown());
    }

    /** A step that is new to the simulator has to get its row, or be called harmless. */
    @Test
    @Order(3)
    void everyStepOfTheSimulatorThatDoesHarmHasARow() {
        Set<Class<?>> used = Faults.all().stream()
                .flatMap(fault -> fault.cases().stream())
                .map(Case::answer)
                .filter(Objects::nonNull)
                .map(Answer::steps)
                .flatMap(List::stream)
                .map(Step::getClass)
                .collect(Collectors.toSet());

        assertThat(steps(Step.class))
                .isNotEmpty()
                .allMatch(step -> HARMLESS.contains(step) || used.contains(step));
    }

    /** The table of outcomes is written by hand; the enumeration says what has to be in it. */
    @Test
    @Order(4)
    void everyOutcomeIsExplained() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.matches("\\| `[a-z_]+` \\| (client|upstream|gateway) \\| .*"))
                .map(line ->
                        line.split(" \\| ", 3)[0].substring(2) + " " + line.split(" \\| ", 3)[1])
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(Outcome.values())
                        .filter(outcome -> outcome != Outcome.UNKNOWN) // A later version's.
                        .map(outcome ->
                                "`" + outcome.label() + "` " + outcome.party().label())
                        .toList());
    }

    private static List<Class<?>> steps(Class<?> sealed) {
        List<Class<?>> steps = new ArrayList<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            steps.addAll(permitted.isInterface() ? steps(permitted) : List.of(permitted));
        }
        return steps;
    }

    private static String nextRung(FaultRun ladder) {
        if (ladder == null) {
            return "–";
        }
        JsonObject record = RecordedInference.of(ladder.unit());
        int attempts = record.getJsonArray("attempts").size();
        if (attempts == 1) {
            return "no";
        }
        assertThat(attempts).isEqualTo(2);
        assertThat(record.getString("outcome")).isEqualTo("completed");
        assertThat(record.getInteger("rung")).isEqualTo(2);
        assertThat(ladder.got().status()).isEqualTo(200);
        assertThat(ladder.got().body()).contains("whole");
        return "yes";
    }
}
