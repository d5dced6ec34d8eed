package dev.sluice.telemetry;

import dev.sluice.vocabulary.FeedbackKind;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import jakarta.enterprise.context.ApplicationScoped;

/** The meters of feedback: what was said and what could not be taken. */
@ApplicationScoped
public class FeedbackMeters {
    private static final String GIVEN = "sluice.feedback";
    private static final String REFUSED = "sluice.feedback.refused";

    private final MeterRegistry registry;

    FeedbackMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Something was said of an answer.
     *
     * @param result created, replaced or unchanged
     */
    public void given(FeedbackKind kind, String result) {
        Counter.builder(GIVEN)
                .description("What was said of answers, by its kind and whether it was new")
                .tag("kind", kind.label())
                .tag("result", result)
                .register(registry)
                .increment();
    }

    /**
     * An object of feedback was not taken.
     *
     * @param code that of its problem
     */
    public void refused(String code) {
        Counter.builder(REFUSED)
                .description("Objects of feedback that were not taken, by the code of the problem")
                .tag("code", code)
                .register(registry)
                .increment();
    }
}
