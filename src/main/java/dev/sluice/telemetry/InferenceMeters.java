package dev.sluice.telemetry;

import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Outcome;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/**
 * The meters of inferences and their attempts, recorded when they end. Names and buckets are
 * OpenTelemetry's for generative AI (semantic-conventions-genai, status "Development"), with the
 * gateway as a server towards its clients and as a client towards its upstreams; what has no name
 * there is {@code sluice.*}.
 *
 * <p>Tags come from the configuration alone, never from what a client sent, so their number is
 * bounded. Times are nanoseconds; a negative one was not reached and is left out.
 */
@ApplicationScoped
public class InferenceMeters {
    private static final double[] DURATION_SECONDS = {
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
    };
    private static final double[] FIRST_TOKEN_SECONDS = {
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };
    private static final double[] PER_TOKEN_SECONDS = {
        0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5
    };
    private static final double[] TOKENS = {
        1,
        4,
        16,
        64,
        256,
        1024,
        4096,
        16_384,
        65_536,
        262_144,
        1_048_576,
        4_194_304,
        16_777_216,
        67_108_864
    };

    /**
     * The gateway's own share is a thousand times smaller than the times OpenTelemetry's buckets
     * are made for.
     */
    private static final double[] OVERHEAD_SECONDS = {
        0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1, 5
    };

    private final MeterRegistry registry;
    private final Map<InferenceTags, OfInferences> inferences = new ConcurrentHashMap<>();
    private final Map<AttemptTags, OfAttempts> attempts = new ConcurrentHashMap<>();

    public InferenceMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** An inference has ended. */
    public void inferenceEnded(
            InferenceTags tags, long duration, long firstToken, long perToken, long overhead) {
        inferences
                .computeIfAbsent(tags, this::ofInferences)
                .record(duration, firstToken, perToken, overhead);
    }

    /** An attempt has ended; negative token counts are unknown. */
    public void attemptEnded(
            AttemptTags tags,
            long duration,
            long firstToken,
            long promptTokens,
            long answerTokens) {
        attempts.computeIfAbsent(tags, this::ofAttempts)
                .record(duration, firstToken, promptTokens, answerTokens);
    }

    private OfInferences ofInferences(InferenceTags of) {
        Tags tags = Tags.of(
                "gen_ai.operation.name", of.operation,
                "gen_ai.request.model", of.route,
                "error.type", of.outcome == Outcome.COMPLETED ? "" : of.outcome.label());
        return new OfInferences(
                Counter.builder("sluice.inferences.ended")
                        .description("Inferences by route, outcome and who caused it")
                        .tags(
                                "route", of.route,
                                "outcome", of.outcome.label(),
                                "party", of.outcome.party().label())
                        .register(registry),
                timer(
                        "gen_ai.server.request.duration",
                        "From the whole request to the end of its answer",
                        DURATION_SECONDS,
                        tags),
                timer(
                        "gen_ai.server.time_to_first_token",
                        "From the whole request to the first token",
                        FIRST_TOKEN_SECONDS,
                        tags),
                timer(
                        "gen_ai.server.time_per_output_token",
                        "Mean time between tokens after the first",
                        PER_TOKEN_SECONDS,
                        tags),
                timer(
                        "sluice.gateway.overhead",
                        "Part of an inference not spent waiting for an upstream",
                        OVERHEAD_SECONDS,
                        Tags.of("route", of.route)));
    }

    private OfAttempts ofAttempts(AttemptTags of) {
        Tags tags = Tags.of(
                "gen_ai.operation.name", of.operation,
                "gen_ai.provider.name", of.upstream,
                "gen_ai.request.model", of.model);
        Tags ended = tags.and(
                "error.type", of.result == AttemptResult.COMPLETED ? "" : of.result.label());
        return new OfAttempts(
                Counter.builder("sluice.attempts.ended")
                        .description("Upstream calls by model and how they ended")
                        .tags(
                                "upstream",
                                of.upstream,
                                "model",
                                of.model,
                                "result",
                                of.result.label())
                        .register(registry),
                timer(
                        "gen_ai.client.operation.duration",
                        "From an upstream call to its end",
                        DURATION_SECONDS,
                        ended),
                timer(
                        "gen_ai.client.operation.time_to_first_chunk",
                        "From an upstream call to its first token",
                        FIRST_TOKEN_SECONDS,
                        ended),
                tokens(tags.and("gen_ai.token.type", "input")),
                tokens(tags.and("gen_ai.token.type", "output")));
    }

    private Timer timer(String name, String description, double[] seconds, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(DoubleStream.of(seconds)
                        .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
                        .toArray(Duration[]::new))
                .register(registry);
    }

    private DistributionSummary tokens(Tags tags) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .description(
                        "Tokens that an upstream reported, or that were counted as they passed")
                .tags(tags)
                .serviceLevelObjectives(TOKENS)
                .register(registry);
    }

    /**
     * The tags that distinguish kinds of inferences.
     *
     * @param route name of the route; empty if the requested route does not exist
     */
    public record InferenceTags(String operation, String route, Outcome outcome) {}

    /**
     * The tags that distinguish kinds of attempts.
     *
     * @param model name of the model in {@code sluice.yaml}
     */
    public record AttemptTags(
            String operation, String upstream, String model, AttemptResult result) {}

    private record OfInferences(
            Counter ended, Timer duration, Timer firstToken, Timer perToken, Timer overhead) {
        void record(
                long durationNanos, long firstTokenNanos, long perTokenNanos, long overheadNanos) {
            ended.increment();
            observe(duration, durationNanos);
            observe(firstToken, firstTokenNanos);
            observe(perToken, perTokenNanos);
            observe(overhead, overheadNanos);
        }
    }

    private record OfAttempts(
            Counter ended,
            Timer duration,
            Timer firstToken,
            DistributionSummary promptTokens,
            DistributionSummary answerTokens) {
        void record(long durationNanos, long firstTokenNanos, long prompt, long answer) {
            ended.increment();
            observe(duration, durationNanos);
            observe(firstToken, firstTokenNanos);
            if (prompt >= 0) {
                promptTokens.record((double) prompt);
            }
            if (answer >= 0) {
                answerTokens.record((double) answer);
            }
        }
    }

    private static void observe(Timer timer, long nanos) {
        if (nanos >= 0) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
