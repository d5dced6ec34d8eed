package dev.sluice.demo;

import java.util.ArrayList;
import java.util.List;

/** Checks what was seen against what the demo promises. */
final class Promises {
    private Promises() {}

    /** Sentences about what was not seen; empty if every promise was kept. */
    static List<String> broken(List<DemoAnswer> answers) {
        List<String> broken = new ArrayList<>();
        if (answers.stream()
                .noneMatch(answer -> answer.rung() == 1 && "accepted".equals(answer.verdict()))) {
            broken.add(
                    "no answer was served by rung 1 with an accepted verdict (expected: at least "
                            + "one)");
        }
        List<DemoAnswer> fallen =
                answers.stream().filter(DemoAnswer::fellThrough).toList();
        if (fallen.isEmpty()) {
            broken.add(
                    "no answer was served by rung 2 after an unsure verdict on rung 1 (expected: "
                            + "at least one)");
        }
        for (DemoAnswer answer : answers) {
            if (!answer.complete()) {
                broken.add(
                        ("the answer to '%s' is not complete: status %d, %d characters, no [DONE] "
                                        + "with a finish reason")
                                .formatted(
                                        answer.prompt(),
                                        answer.status(),
                                        answer.text().length()));
            }
        }
        for (DemoAnswer answer : fallen) {
            if (!answer.tellsOfFallback()) {
                broken.add("GET /api/inferences/%s tells no story with the fallback of '%s'"
                        .formatted(answer.id(), answer.prompt()));
            }
        }
        return List.copyOf(broken);
    }
}
