package dev.sluice.inference;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.server.LimitsConfig;
import dev.sluice.config.server.ShutdownConfig;
import dev.sluice.inference.climb.Ladder;
import dev.sluice.inference.door.SideDoor;
import dev.sluice.inference.notes.Reporter;
import dev.sluice.routing.Routing;
import dev.sluice.simulator.Answer;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.HttpAnswer;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import java.time.Duration;

/** Doors with limits of their own. */
abstract class LimitsKit {
    private static final ShutdownConfig NO_DELAY =
            new ShutdownConfig(Duration.ZERO, Duration.ofSeconds(20));
    static final Answer OPEN =
            Answer.start().role().tokens("a").gate("end").finish("stop").done();

    @Inject
    Vertx vertx;

    @Inject
    ConfigStore config;

    @Inject
    Routing routing;

    @Inject
    Ladder ladder;

    @Inject
    Meters meters;

    @Inject
    Reporter reporter;

    @Inject
    MeterRegistry registry;

    SideDoor door(LimitsConfig limits) {
        return new SideDoor(vertx, config, routing, ladder, meters, reporter, limits, NO_DELAY);
    }

    static LimitsConfig withWait(LimitsConfig limits, Duration wait) {
        return new LimitsConfig(
                limits.body(),
                limits.depth(),
                limits.headers(),
                limits.frame(),
                limits.open(),
                limits.queue(),
                wait);
    }

    static JsonObject error(HttpAnswer answer) {
        return answer.json().getJsonObject("error");
    }

    double counted(String name, String tag, String value) {
        return registry.find(name).tag(tag, value).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
