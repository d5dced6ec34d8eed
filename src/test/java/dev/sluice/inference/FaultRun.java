package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.Fault.Case;
import dev.sluice.inference.Fault.Leaving;
import dev.sluice.inference.FaultClient.Got;
import dev.sluice.inference.climb.BreakingUpstream;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorStats;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.testing.Track;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One inference that was spoilt, as client and upstream saw it.
 *
 * @param unit what the client called its end user, to find the record by
 * @param upstreamSaw in words, once nothing is open there any more
 */
record FaultRun(Case how, String unit, Got got, String upstreamSaw) {
    private static final Answer WHOLE =
            Answer.start().role().tokens("whole").finish("stop").usage().done();
    private static final int CONNECTS_MAX = 20;
    private static final int STANDSTILL_LOOKS = 100;

    /**
     * What is to be made.
     *
     * @param ladder whether a second rung that answers stands behind the one that fails
     */
    record Plan(Case how, HttpVersion up, HttpVersion down, boolean ladder) {
        static Plan ofNextRung(Case how, HttpVersion up) {
            return new Plan(how, up, HttpVersion.HTTP_1_1, true);
        }
    }

    static FaultRun make(Vertx vertx, Plan plan, Track track) {
        Case how = plan.how;
        String unit = "fault-" + UUID.randomUUID();
        JsonObject body = Gateway.chat(track.route(how.lane().model(plan.up, plan.ladder)))
                .put("stream", how.streaming())
                .put("user", unit);
        try (FaultClient client = new FaultClient(vertx, plan.down)) {
            if (how.warm()) {
                warm(client, track, body.copy().put("user", "warming"));
            }
            track.begin(script(how, plan.ladder));
            if (how.breaking() != null) {
                try (BreakingUpstream upstream =
                        new BreakingUpstream(how.breaking(), plan.up == HttpVersion.HTTP_2)) {
                    Got got = client.send(body, true).await();
                    return new FaultRun(
                            how,
                            unit,
                            got,
                            requests(upstream.requests()) + ", broken off by itself");
                }
            }
            Got got = exchange(client, track.simulator(), body, how);
            track.awaitIdle();
            return new FaultRun(how, unit, got, saw(track.simulator().stats()));
        }
    }

    private static Got exchange(
            FaultClient client, Simulator simulator, JsonObject body, Case how) {
        FaultClient.Call call = client.send(body, how.leaving() != Leaving.WHILE_IT_DOES_NOT_READ);
        if (how.gate() != null) {
            RunningSimulator.await(call.head());
            simulator.open(how.gate());
        }
        return switch (how.leaving()) {
            case NEVER -> call.await();
            case ONCE_THE_UPSTREAM_IS_ASKED -> {
                Eventually.equals(() -> simulator.stats().open(), 1L);
                yield call.leave();
            }
            case AFTER_ITS_HEAD -> {
                RunningSimulator.await(call.head());
                yield call.leave();
            }
            case AFTER_THE_FIRST_TOKEN -> {
                RunningSimulator.await(call.token());
                yield call.leave();
            }
            case WHILE_IT_DOES_NOT_READ -> {
                RunningSimulator.await(call.head());
                awaitStandstill(simulator.stats());
                yield call.leave();
            }
        };
    }

    private static Script script(Case how, boolean ladder) {
        Script script = Script.of(how.answer() == null ? WHOLE : how.answer());
        return ladder ? script.with("sent-base", WHOLE) : script;
    }

    /**
     * Has all connections made, from the client to the upstream, however short the route's
     * deadlines are.
     */
    private static void warm(FaultClient client, Track track, JsonObject body) {
        track.begin(Script.of(WHOLE));
        int asked = 1;
        while (client.send(body, true).await().status() != 200) {
            assertThat(asked++).isLessThan(CONNECTS_MAX);
        }
    }

    /** Every buffer on the way is full: at many looks in a row nothing more has been written. */
    private static void awaitStandstill(SimulatorStats stats) {
        AtomicLong before = new AtomicLong();
        AtomicInteger looks = new AtomicInteger();
        Eventually.equals(
                () -> {
                    long now = stats.bytes();
                    boolean still = stats.paused() > 0 && before.getAndSet(now) == now;
                    looks.set(still ? looks.get() + 1 : 0);
                    return looks.get() > STANDSTILL_LOOKS;
                },
                true);
        assertThat(stats.open()).isEqualTo(1);
    }

    private static String saw(SimulatorStats stats) {
        long all = stats.requests();
        assertThat(stats.completed() + stats.cancelled() + stats.cut()).isEqualTo(all);
        if (all == 0) {
            return "nothing";
        }
        String how = stats.completed() == all
                ? "answered"
                : stats.cancelled() == all
                        ? "reset by the gateway"
                        : stats.cut() == all
                                ? "broken off by itself"
                                : stats.completed() + " answered, " + stats.cancelled() + " reset, "
                                        + stats.cut() + " broken off";
        return requests(all) + ", " + (all > 1 ? "each " : "") + how;
    }

    static String requests(long count) {
        return count == 1 ? "1 request" : count + " requests";
    }
}
