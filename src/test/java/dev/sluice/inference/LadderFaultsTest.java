package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.LadderCell.Plan;
import dev.sluice.inference.LadderFault.Mode;
import dev.sluice.simulator.Answer;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.Track;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;

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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every fault on the first, the middle and the last rung of a ladder, in every mode: what the
 * client got, who served it, what the upstream saw, what was recorded. All of it together is the
 * second table in {@code docs/reliability.md}, which is compared with it, or written anew with
 * {@code -Dreliability.write=true}.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LadderFaultsTest {
    private static final DocumentedTable DOCUMENTED =
            new DocumentedTable(Path.of("docs/reliability.md"), LadderFaultsTest.class);

    @Inject
    Vertx vertx;

    private final LadderTable table = new LadderTable();

    static Stream<String> faults() {
        return LadderFault.all().stream().map(LadderFault::name).distinct();
    }

    @ParameterizedTest
    @MethodSource("faults")
    @Order(1)
    void endsAsTheTableSays(String name) {
        List<Plan> plans = new ArrayList<>();
        for (LadderFault fault : LadderFault.all()) {
            if (fault.name().equals(name)) {
                for (Mode mode : fault.modes()) {
                    for (int rung = 1; rung <= 3; rung++) {
                        for (Answer answer : fault.answers()) {
                            plans.add(new Plan(fault, answer, mode, rung));
                        }
                    }
                }
            }
        }
        boolean waits = plans.getFirst().fault().upstream().equals("hasty");
        List<LadderCell> cells = waits
                ? Track.sideBySide(plans, (plan, track) -> LadderCell.make(vertx, plan, track))
                : plans.stream()
                        .map(plan -> LadderCell.make(vertx, plan, Track.main()))
                        .toList();
        // Records come a moment later: so all are asked for at the end.
        cells.forEach(cell -> table.add(
                name, cell.mode(), cell.rung(), cell.row(RecordedInference.of(cell.unit()))));
    }

    @Test
    @Order(2)
    void isTheOneInTheDocumentation() {
        assertThat(table.cells()).isGreaterThan(300);
        DOCUMENTED.check(table.markdown());
    }
}
