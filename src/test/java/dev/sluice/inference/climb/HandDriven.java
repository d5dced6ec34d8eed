package dev.sluice.inference.climb;

import dev.sluice.confidence.AnswerRules;
import dev.sluice.confidence.TokenScore;
import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.ConfigStore;
import dev.sluice.config.route.DeadlinesConfig;
import dev.sluice.config.route.HedgeConfig;
import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.config.route.RetryConfig;
import dev.sluice.config.route.RouteConfig;
import dev.sluice.config.route.RouteDefaults;
import dev.sluice.config.route.WindowConfig.Mode;
import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.config.upstream.UpstreamConfig.Continuation;
import dev.sluice.config.upstream.UpstreamDeadlinesConfig;
import dev.sluice.model.Model;
import dev.sluice.routing.AttemptDeadlines;
import dev.sluice.routing.Judging;
import dev.sluice.routing.Route;
import dev.sluice.routing.Rung;
import dev.sluice.routing.UnitSource;
import dev.sluice.routing.Window;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes routes whose upstreams, clients and time are at the hands of a test; all else is as it is
 * in the gateway.
 */
@Singleton
public class HandDriven {
    private final Vertx vertx;
    private final Ladder ladder;
    private final Meters meters;
    private final LadderMeters ladderMeters;
    private final ConfigStore config;

    HandDriven(
            Vertx vertx,
            Ladder ladder,
            Meters meters,
            LadderMeters ladderMeters,
            ConfigStore config) {
        this.vertx = vertx;
        this.ladder = ladder;
        this.meters = meters;
        this.ladderMeters = ladderMeters;
        this.config = config;
    }

    /** A route without rungs; like one of the configuration that says nothing. */
    public RouteSetup route() {
        return new RouteSetup(this);
    }

    Vertx vertx() {
        return vertx;
    }

    Ladder ladder() {
        return ladder;
    }

    Meters meters() {
        return meters;
    }

    LadderMeters ladderMeters() {
        return ladderMeters;
    }

    ConfigStore config() {
        return config;
    }

    /** A route as a test wants it, and its inferences, which share an event loop and a time. */
    public static final class RouteSetup {
        private static final BreakerConfig NO_BREAKER =
                new BreakerConfig(false, 20, 0.5, Duration.ofSeconds(1), 1);

        final HandDriven kit;
        public final ManualTime time = new ManualTime();
        final Context loop;
        private final String name = "made-" + UUID.randomUUID();
        private final RouteConfig policy = RouteDefaults.policy();
        private final List<Rung> rungs = new ArrayList<>();
        private final List<ScriptedUpstream> upstreams = new ArrayList<>();
        private Window window = Window.of(policy.window());
        private DeadlinesConfig deadlines = policy.deadlines();
        private RetryConfig retry = policy.retry();
        private HedgeConfig hedge = policy.hedge();
        private KeepAliveConfig keepAlive = policy.keepAlive();
        private BreakerConfig breaker = NO_BREAKER;
        private UpstreamDeadlinesConfig upstreamDeadlines = UpstreamDeadlinesConfig.NONE;
        private ConfidenceConfig confidence = policy.confidence();
        private boolean continuation;
        private @Nullable Route route;
        Ladder ladder;

        private RouteSetup(HandDriven kit) {
            this.kit = kit;
            this.ladder = kit.ladder;
            this.loop = ((VertxInternal) kit.vertx).createEventLoopContext();
        }

        public RouteSetup window(Mode mode, int tokens) {
            window = new Window(mode, tokens, Duration.ofSeconds(5), 16 * 1024);
            return this;
        }

        public RouteSetup deadlines(
                Duration head, Duration firstToken, Duration gap, Duration total) {
            deadlines = new DeadlinesConfig(Duration.ofSeconds(2), head, firstToken, gap, total);
            return this;
        }

        RouteSetup retry(int max, Duration delay) {
            retry = new RetryConfig(max, delay, Duration.ofSeconds(2), 10);
            return this;
        }

        public RouteSetup hedge(Duration after) {
            hedge = new HedgeConfig(after, null, 1);
            return this;
        }

        public RouteSetup keepAlive(KeepAliveConfig.Mode mode, Duration after) {
            keepAlive = new KeepAliveConfig(mode, after);
            return this;
        }

        public RouteSetup continuation() {
            continuation = true;
            return this;
        }

        /** Of the rungs that follow. */
        public RouteSetup breaker(BreakerConfig settings) {
            breaker = settings;
            return this;
        }

        /** Of the rungs that follow. */
        RouteSetup upstreamTotal(Duration total) {
            upstreamDeadlines = new UpstreamDeadlinesConfig(null, null, null, null, total);
            return this;
        }

        /** How the answers of the rungs that follow are judged. */
        RouteSetup confidence(ConfidenceConfig.Source source) {
            ConfidenceConfig was = confidence;
            confidence = new ConfidenceConfig(
                    source,
                    was.score(),
                    was.samples(),
                    was.temperature(),
                    was.route(),
                    was.within(),
                    was.rules());
            return this;
        }

        /**
         * A rung at the end of the ladder; its kind goes by its place. Without a threshold any
         * answer is taken.
         */
        public RouteSetup rung(@Nullable Double threshold) {
            int number = rungs.size() + 1;
            String upstream = name + "-" + number;
            Model model = switch (number % 3) {
                case 1 -> new Model.FineTuned("rung" + number, upstream, "rung" + number, null);
                case 2 -> new Model.Base("rung" + number, upstream, "rung" + number, null);
                default -> new Model.Local("rung" + number, upstream, "rung" + number, null);
            };
            ScriptedUpstream made = new ScriptedUpstream(upstream);
            upstreams.add(made);
            rungs.add(new Rung(
                    model,
                    made,
                    AttemptDeadlines.of(deadlines, upstreamDeadlines),
                    threshold == null
                            ? null
                            : new Judging(
                                    threshold,
                                    confidence,
                                    TokenScore.MEAN,
                                    null,
                                    AnswerRules.NONE,
                                    null),
                    breaker,
                    Continuation.PREFILL));
            return this;
        }

        /** The upstream of that rung, from 1. */
        public ScriptedUpstream upstream(int rung) {
            return upstreams.get(rung - 1);
        }

        List<ScriptedUpstream> upstreams() {
            return upstreams;
        }

        /** Begins a streaming inference. */
        public MadeExchange stream() {
            return new MadeExchange(this, true, false);
        }

        /** Begins one of a client that knows what to do with an answer that is replaced. */
        public MadeExchange replaceable() {
            return new MadeExchange(this, true, true);
        }

        /** Begins one that asks for a document. */
        MadeExchange document() {
            return new MadeExchange(this, false, false);
        }

        /** Begins streaming inferences until one of them is let through by the breaker. */
        MadeExchange probe() {
            int before = upstream(1).calls().size();
            AtomicReference<@Nullable MadeExchange> begun = new AtomicReference<>();
            Eventually.equals(
                    () -> {
                        if (upstream(1).calls().size() == before) {
                            begun.set(stream());
                        }
                        return upstream(1).calls().size();
                    },
                    before + 1);
            return Objects.requireNonNull(begun.get());
        }

        Route made() {
            if (route == null) {
                route = new Route(
                        name,
                        List.copyOf(rungs),
                        window,
                        deadlines,
                        retry,
                        hedge,
                        continuation,
                        keepAlive,
                        null,
                        UnitSource.of(policy.unit()),
                        policy.record());
            }
            return route;
        }
    }
}
