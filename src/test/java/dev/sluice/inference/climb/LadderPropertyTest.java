package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.config.route.WindowConfig.Mode;
import dev.sluice.dialect.openai.Chunks;
import dev.sluice.inference.SeenResponse;
import dev.sluice.inference.climb.HandDriven.RouteSetup;
import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.testing.GatewayResource;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Outcome;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Random ladders, and upstreams, clients and times that do anything at any moment: what holds of
 * every inference.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class LadderPropertyTest {
    private static final int LADDERS = Integer.getInteger("ladder.inputs", 1000);
    private static final long FIRST_SEED = Long.getLong("ladder.seed", 1);
    private static final int STEPS_MAX = 60;
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Inject
    HandDriven kit;

    @Test
    void everyInferenceEndsOnceAndLeavesNothingOpen() {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + LADDERS; seed++) {
            try {
                String outcome = new Run(new Random(seed)).run();
                Arrays.stream(Outcome.values())
                        .filter(one -> one.label().equals(outcome))
                        .forEach(one -> outcomes.merge(one, 1, Integer::sum));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("again with -Dladder.inputs=1 -Dladder.seed=" + seed, e);
            }
        }

        if (LADDERS > 100) {
            assertThat(outcomes)
                    .containsOnlyKeys(
                            Outcome.COMPLETED,
                            Outcome.CLIENT_CANCELLED,
                            Outcome.UPSTREAM_FAILED,
                            Outcome.UPSTREAM_TIMEOUT,
                            Outcome.REJECTED,
                            Outcome.SHUTDOWN);
            assertThat(outcomes.get(Outcome.COMPLETED)).isGreaterThan(LADDERS / 5);
        }
    }

    /** One ladder and one inference on it. */
    private final class Run {
        private final Random random;
        private final RouteSetup route;
        private final MadeExchange made;
        private final boolean streaming;
        private final Map<ScriptedUpstream.Call, String> ids = new HashMap<>();
        private boolean left;

        Run(Random random) {
            this.random = random;
            this.route = ladder();
            this.streaming = random.nextInt(4) > 0;
            this.made = !streaming
                    ? route.document()
                    : random.nextBoolean() ? route.replaceable() : route.stream();
        }

        private RouteSetup ladder() {
            RouteSetup setup = kit.route()
                    .window(oneOf(Mode.values()), 1 + random.nextInt(5))
                    .deadlines(SECOND, SECOND, SECOND, SECOND.multipliedBy(4));
            if (random.nextInt(3) == 0) {
                setup.retry(1 + random.nextInt(2), Duration.ofMillis(200));
            }
            if (random.nextInt(3) == 0) {
                setup.hedge(Duration.ofMillis(300));
            }
            if (random.nextInt(3) == 0) {
                setup.continuation();
            }
            if (random.nextInt(3) == 0) {
                setup.keepAlive(oneOf(KeepAliveConfig.Mode.values()), Duration.ofMillis(150));
            }
            int rungs = 1 + random.nextInt(4);
            for (int i = 0; i < rungs; i++) {
                setup.rung(random.nextInt(3) == 0 ? null : 0.8);
            }
            return setup;
        }

        private <T> T oneOf(T[] values) {
            return values[random.nextInt(values.length)];
        }

        String run() {
            for (int i = 0; i < STEPS_MAX && made.records().isEmpty(); i++) {
                int together = 1 + random.nextInt(3);
                made.turn(() -> {
                    for (int j = 0; j < together; j++) {
                        step();
                    }
                });
            }
            made.advance(
                    SECOND.multipliedBy(10)); // What is not over by now is by its total deadline.
            made.advance(
                    SECOND.multipliedBy(2)); // Connections whose answers don't end are given up.
            check();
            return made.record().ending().outcome().label();
        }

        private void step() {
            int die = random.nextInt(100);
            if (die == 0) {
                left = true;
                made.exchange().onClientGone();
            } else if (die == 1) {
                made.exchange().onShutdown();
            } else if (die < 12) {
                route.time.advance(Duration.ofMillis(random.nextInt(600)));
            } else if (die < 15) {
                route.time.pass(Duration.ofMillis(random.nextInt(600)));
            } else {
                List<ScriptedUpstream.Call> open = route.upstreams().stream()
                        .flatMap(upstream -> upstream.calls().stream())
                        .filter(ScriptedUpstream.Call::isOpen)
                        .toList();
                if (!open.isEmpty()) {
                    act(open.get(random.nextInt(open.size())));
                }
            }
        }

        private void act(ScriptedUpstream.Call call) {
            if (!call.answer().isComplete()) {
                switch (random.nextInt(9)) {
                    case 0 -> call.refuse(random.nextInt(8) == 0 ? 400 : 503);
                    case 2 -> call.refuseUsage();
                    case 1 -> call.fail(new UpstreamFailure.Unreachable("nobody there"));
                    default -> call.head();
                }
                return;
            }
            String id = ids.computeIfAbsent(call, ignored -> "c".repeat(ids.size() + 1));
            String text = Character.toString('a' + id.length() - 1);
            double probability = random.nextInt(3) == 0 ? 0.5 : 0.9;
            if (!streaming) {
                switch (random.nextInt(5)) {
                    case 0 -> call.cut();
                    case 1 -> call.send("{\"error\":{\"message\":\"broken\"}}").end();
                    default ->
                        call.send(Chunks.document(id, text.repeat(3), probability))
                                .end();
                }
                return;
            }
            switch (random.nextInt(16)) {
                case 0 -> call.cut();
                case 1 -> call.send(Chunks.error("broken"));
                case 2 -> call.send("data: {broken\n\n");
                case 3 -> call.end();
                case 4, 5, 6 ->
                    call.send(Chunks.whole(id, text.repeat(1 + random.nextInt(3)), probability))
                            .end();
                case 7 -> call.send(Chunks.finish(id) + Chunks.DONE);
                default ->
                    call.send(Chunks.tokens(id, text.repeat(1 + random.nextInt(4)), probability));
            }
        }

        private void check() {
            InferenceRecord record = made.record();
            made.assertOver(record.ending().outcome());
            assertThat(route.time.timers()).isZero();
            assertThat(left || record.ending().outcome() != Outcome.CLIENT_CANCELLED)
                    .isTrue();
            SeenResponse client = made.client();
            boolean whole =
                    streaming ? client.body().endsWith(Chunks.DONE) : client.status() == 200;
            if (record.ending().outcome() != Outcome.CLIENT_CANCELLED) {
                assertThat(record.ending().outcome() == Outcome.COMPLETED)
                        .as(record.ending().outcome() + ": " + made.attempts() + "\n"
                                + client.body())
                        .isEqualTo(whole);
            }
            List<AttemptRecord> committed = record.attempts().stream()
                    .filter(it -> it.ending().committed())
                    .toList();
            if (!streaming) {
                assertThat(committed.size()).isLessThanOrEqualTo(1);
                return;
            }
            assertThat(identities(client.data())).hasSizeLessThanOrEqualTo(1);
            // What another rung replaces or carries on is told apart; between those marks there is
            // one answer's text.
            String[] answers = client.body()
                    .split("event: answer.replaced\n|: x-sluice-continued: true\n", -1);
            if (!left) { // What is written in the turn in which the client leaves, it does not get.
                assertThat(committed.size())
                        .as(made.attempts() + "\n" + client.body())
                        .isLessThanOrEqualTo(answers.length)
                        .isGreaterThanOrEqualTo(answers.length == 1 ? 0 : answers.length);
            }
            for (String answer : answers) {
                String text = Arrays.stream(answer.split("\n"))
                        .filter(line -> line.startsWith("data: "))
                        .map(line -> Chunks.text(line.substring("data: ".length())))
                        .collect(Collectors.joining());
                assertThat(text.chars().distinct().count())
                        .as(client.body())
                        .isLessThanOrEqualTo(1);
            }
        }

        private List<String> identities(List<String> data) {
            return data.stream()
                    .filter(line -> line.startsWith("{\"id\""))
                    .map(JsonObject::new)
                    .map(chunk -> chunk.getString("id") + " of " + chunk.getInteger("created"))
                    .distinct()
                    .toList();
        }
    }
}
