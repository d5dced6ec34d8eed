package dev.sluice.telemetry;

import dev.sluice.vocabulary.FeedbackKind;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import jakarta.enterprise.context.ApplicationScoped;

/** The meters of feedback: what was given and what was refused. */
@ApplicationScoped
public class FeedbackMeters {
    private static final String GIVEN = "sluice.feedback";
    private static final String REFUSED = "sluice.feedback.refused";

    private final MeterRegistry registry;

    FeedbackMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Feedback was given on an answer.
     *
     * @param result created, replaced or unchanged
     */
    public void given(FeedbackKind kind, String result) {
        Counter.builder(GIVEN)
                .description("Feedback on answers, by its kind and whether it was new")
                .tag("kind", kind.label())
                .tag("result", result)
                .register(registry)
                .increment();
    }

    /**
     * A feedback object was refused.
     *
     * @param code the problem's code
     */
    public void refused(String code) {
        Counter.builder(REFUSED)
                .description("Feedback objects that were refused, by the code of the problem")
                .tag("code", code)
                .register(registry)
                .increment();
    }
}
