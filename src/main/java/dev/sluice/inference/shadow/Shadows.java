package dev.sluice.inference.shadow;

import dev.sluice.common.Ids;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.experiment.Bucketer;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.record.Pricing;
import dev.sluice.record.Recorder;
import dev.sluice.routing.Route;
import dev.sluice.routing.Shadowing;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * Copies a sample of chat completions to candidates whose answers no client sees. The copies are
 * bounded, in all and for each experiment. A request pays only for the draw: it never waits for its
 * copy. Safe from any thread.
 */
@ApplicationScoped
public class Shadows {
    /** The most copies that are open in this process; beyond it nothing is copied. */
    static final int OPEN_MAX = 16;

    private final Vertx vertx;
    private final Recorder recorder;
    private final Pricing pricing;
    private final IntUnaryOperator draw;
    private final AtomicInteger open = new AtomicInteger();
    /** What the copies of this process have consumed, by experiment. */
    private final Map<String, Spent> spent = new ConcurrentHashMap<>();

    @Inject
    public Shadows(Vertx vertx, Recorder recorder, Pricing pricing, LiveExperiments live) {
        this(vertx, recorder, pricing, bound -> ThreadLocalRandom.current().nextInt(bound));
        live.subscribe(() -> spent.keySet()
                .retainAll(live.current().experiments().stream()
                        .map(LiveExperiment::id)
                        .collect(Collectors.toSet())));
    }

    /** @param draw gives a random integer from 0 to below the bound */
    public Shadows(Vertx vertx, Recorder recorder, Pricing pricing, IntUnaryOperator draw) {
        this.vertx = vertx;
        this.recorder = recorder;
        this.pricing = pricing;
        this.draw = draw;
    }

    /**
     * Begins a copy, if the request is drawn for one.
     *
     * @param shadowing what the route is copied to; null for nothing
     * @param served id of the inference that is copied
     * @param headers the client's headers that may be passed on
     * @return null if the request is not copied
     */
    @Nullable
    public ShadowCopy begin(
            @Nullable Shadowing shadowing,
            Route route,
            InferenceRequest request,
            UUID served,
            MultiMap headers) {
        if (shadowing == null
                || !request.operation().isConversation()
                || draw.applyAsInt(Bucketer.BUCKETS) >= shadowing.share()) {
            return null;
        }
        Spent budget = spent.computeIfAbsent(shadowing.experiment(), ignored -> new Spent());
        if (!budget.allows(shadowing) || !enter()) {
            return null;
        }
        budget.requests.incrementAndGet();
        String model = shadowing.rung().model().name();
        ShadowCopy copy = new ShadowCopy(
                vertx,
                recorder,
                shadowing,
                route,
                request,
                Ids.next(Clock.systemUTC()),
                served,
                tokens -> {
                    open.decrementAndGet();
                    BigDecimal cost = pricing.cost(model, tokens, Instant.now());
                    budget.usd.add(cost == null ? 0 : cost.doubleValue());
                });
        copy.start(headers);
        return copy;
    }

    /** How many copies are open. */
    int open() {
        return open.get();
    }

    private boolean enter() {
        if (open.incrementAndGet() > OPEN_MAX) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    /** What the copies of one experiment have consumed here. */
    private static final class Spent {
        private final AtomicLong requests = new AtomicLong();
        private final DoubleAdder usd = new DoubleAdder();

        private boolean allows(Shadowing plan) {
            return requests.get() < plan.requests()
                    && (plan.cost() == null || usd.sum() < plan.cost().doubleValue());
        }
    }
}
