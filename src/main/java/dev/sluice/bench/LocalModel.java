package dev.sluice.bench;

import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.upstream.local.EngineAlone;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the local model, the engine alone and through the gateway in turn. There are never two
 * engines at once, because their threads spin: each turn starts one and ends it.
 */
final class LocalModel {
    private static final int TOKENS = 40;
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Pattern CONTENT = Pattern.compile("\"content\":\\s*\"[^\"]");
    private static final Pattern USAGE = Pattern.compile("\"completion_tokens\":\\s*(\\d+)");
    private static final String QUESTION =
            "{\"model\":\"" + Gateway.LOCAL_MODEL + "\",\"stream\":true,"
                    + "\"stream_options\":{\"include_usage\":true},\"temperature\":0,"
                    + "\"max_tokens\":"
                    + TOKENS
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me about the sea.\"}]}";

    private final Measurement firstToken =
            new Measurement("Local model: first token", "ms", Measurement.Comparison.DIFFERENCE);
    private final Measurement speed =
            new Measurement("Local model: tokens", "1/s", Measurement.Comparison.RATIO);
    private final BenchPlan plan;
    private final FaultCount faults;
    private final List<String> notes;
    private final Workplace workplace;

    LocalModel(BenchPlan plan, FaultCount faults, List<String> notes, Workplace workplace) {
        this.plan = plan;
        this.faults = faults;
        this.notes = notes;
        this.workplace = workplace;
    }

    /** The figures of one answer. */
    private record Answer(double firstTokenMillis, double tokensPerSecond) {}

    List<Measurement> measure(Path data, EngineConfig config, Gateway gateway)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < plan.repetitions(); i++) {
            if (System.nanoTime() - start > plan.local().toNanos()) {
                notes.add("The local model had " + i + " of " + plan.repetitions()
                        + " repetitions: it took longer than " + plan.local().toSeconds() + " s.");
                break;
            }
            EngineAlone engine =
                    workplace.open(() -> EngineAlone.start(Gateway.LOCAL_MODEL, data, config));
            try {
                engine.awaitReady(START);
                turn(new Target(Target.DIRECT, engine.port(), engine.key()), null);
            } finally {
                workplace.close(engine);
            }
            gateway.startEngine();
            turn(gateway.target(), gateway);
            gateway.stopEngine();
        }
        return List.of(firstToken, speed);
    }

    /**
     * The first question only warms up: the engine compiles its template and fills its prompt
     * cache.
     */
    private void turn(Target target, @Nullable Gateway gateway)
            throws IOException, InterruptedException {
        List<Double> first = new ArrayList<>();
        List<Double> tokens = new ArrayList<>();
        byte[] request = target.request(QUESTION);
        try {
            warmUp(target, request, gateway);
            for (int i = 0; i < plan.questions(); i++) {
                Answer answer = ask(request, target);
                if (answer != null) {
                    first.add(answer.firstTokenMillis());
                    tokens.add(answer.tokensPerSecond());
                }
            }
        } catch (BrokenAnswer e) {
            faults.add("local model, " + target.name(), String.valueOf(e.getMessage()), 1);
        }
        if (!first.isEmpty()) {
            firstToken.add(target.name(), Spread.of(first).median());
            speed.add(target.name(), Spread.of(tokens).median());
        }
    }

    /** A gateway that has just been given the model may take a moment before it knows it. */
    private static void warmUp(Target target, byte[] request, @Nullable Gateway gateway)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try (Connection connection = new Connection(target)) {
                connection.ask(request);
                if (gateway == null
                        || connection.answer().status() == 200
                        || System.nanoTime() - start > START.toNanos()) {
                    return;
                }
            }
            gateway.pause(PAUSE);
        }
    }

    /**
     * On a connection of its own, because the engine closes it after each streamed answer; both pay
     * for that alike.
     */
    private @Nullable Answer ask(byte[] request, Target target) throws IOException {
        try (Connection connection = new Connection(target)) {
            return ask(connection, request, target);
        }
    }

    private @Nullable Answer ask(Connection connection, byte[] request, Target target)
            throws IOException {
        long start = System.nanoTime();
        long[] first = {0};
        long nanos = connection.ask(request, soFar -> {
            if (first[0] == 0 && CONTENT.matcher(soFar.body()).find()) {
                first[0] = System.nanoTime() - start;
            }
        });
        AnswerParser answer = connection.answer();
        Matcher usage = USAGE.matcher(answer.body());
        String problem = answer.status() != 200
                ? "status " + answer.status() + " (expected: 200)"
                : first[0] == 0 || !usage.find() || !answer.endsWith("data: [DONE]\n\n")
                        ? "an answer without content, usage or [DONE]"
                        : null;
        if (problem != null) {
            faults.add("local model, " + target.name(), problem, 1);
            return null;
        }
        // The time of the others is counted from the first token.
        double others = Integer.parseInt(usage.group(1)) - 1;
        return new Answer(first[0] / 1e6, others * 1e9 / Math.max(1, nanos - first[0]));
    }
}
