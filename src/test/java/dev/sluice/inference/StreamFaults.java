package dev.sluice.inference;

import static dev.sluice.inference.Fault.Moment.AFTER_COMMIT;

import dev.sluice.inference.Fault.Case;
import dev.sluice.inference.Fault.Lane;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Step;

import java.util.List;

/** Faults in the middle of an answer, and what comes after its end. */
final class StreamFaults {
    static final String OVERLONG = "x".repeat(1_200_000);

    private StreamFaults() {}

    static List<Fault> afterCommit() {
        return List.of(
                Fault.of(
                        AFTER_COMMIT,
                        "cut after 3 tokens",
                        Case.stream(three().cut(Step.Cut.How.FIN)),
                        Case.stream(three().cut(Step.Cut.How.RST))),
                Fault.of(
                        AFTER_COMMIT,
                        "cut within an event",
                        Case.stream(three().raw("data: {\"id\":\"chatcmpl").cut(Step.Cut.How.FIN)),
                        Case.stream(three().raw("data: {\"id\":\"chatcmpl").cut(Step.Cut.How.RST))),
                Fault.of(
                        AFTER_COMMIT,
                        "cut behind the finish reason, before `[DONE]`",
                        Case.stream(three().finish("stop").cut(Step.Cut.How.FIN)),
                        Case.stream(three().finish("stop").cut(Step.Cut.How.RST))),
                Fault.of(
                        AFTER_COMMIT,
                        "a document above 1 MiB is cut half way",
                        Case.document(Answer.start()
                                .repeated("x".repeat(1000), 3000)
                                .cut(Step.Cut.How.FIN))),
                Fault.of(
                        AFTER_COMMIT,
                        "no token within `gap`",
                        Case.stream(three().stall()).over(Lane.SHORT_PHASES)),
                Fault.of(
                        AFTER_COMMIT,
                        "no end within the route's `total`",
                        Case.stream(three().stall()).over(Lane.SHORT_TOTAL)),
                Fault.of(
                        AFTER_COMMIT,
                        "an error event",
                        Case.stream(three().error("overloaded", "server_error").stall()),
                        Case.stream(three().burst()
                                .error("overloaded", "server_error")
                                .tokens("never seen")
                                .done()
                                .stall())),
                Fault.of(
                        AFTER_COMMIT,
                        "an event of broken JSON",
                        Case.stream(three().malformed().stall())),
                Fault.of(
                        AFTER_COMMIT,
                        "an event above `limits.frame`",
                        Case.stream(three().raw("data: " + OVERLONG).stall())));
    }

    static List<Fault> ends() {
        return List.of(
                Fault.of(
                        AFTER_COMMIT,
                        "ends without a finish reason and `[DONE]`",
                        Case.stream(three())),
                Fault.of(
                        AFTER_COMMIT, "ends without `[DONE]`", Case.stream(three().finish("stop"))),
                Fault.of(
                        AFTER_COMMIT,
                        "`[DONE]` without a finish reason",
                        Case.stream(three().done())),
                Fault.of(
                        AFTER_COMMIT,
                        "`[DONE]` twice, or tokens behind it",
                        Case.stream(three().finish("stop").done().done()),
                        Case.stream(three().finish("stop").done().tokens("never seen")),
                        Case.stream(three().finish("stop").burst().done().tokens("never seen"))),
                Fault.of(
                        AFTER_COMMIT,
                        "never ends behind `[DONE]`",
                        Case.stream(three().finish("stop").done().stall())));
    }

    private static Answer three() {
        return Answer.start().role().tokens("a", "b", "c");
    }
}
