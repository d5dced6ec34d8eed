package dev.sluice.inference.climb;

import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.routing.Rung;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.upstream.BreakerStates;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.BreakerState;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;

import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One circuit breaker for each upstream (invariant 12). Made by program, because an annotation
 * would make one breaker for everything its method calls. Counts failures before the commit that
 * are the upstream's fault; unsure answers, requests that are themselves at fault, and clients that
 * leave do not count.
 */
@Singleton
class Breakers {
    private static final Logger LOG = Logger.getLogger(Breakers.class);
    private static final TypeLiteral<Uni<CommittedStream>> TYPE = new TypeLiteral<>() {};

    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
    private final BreakerStates states;
    private final LadderMeters meters;

    Breakers(BreakerStates states, LadderMeters meters) {
        this.states = states;
        this.meters = meters;
    }

    /** Opens one attempt, unless its upstream's breaker is open. */
    Uni<CommittedStream> guard(Contender contender) {
        Rung rung = contender.terms().rung();
        if (!rung.breaker().enabled()) {
            return contender.open();
        }
        return of(rung).guard.get(contender::open);
    }

    private Breaker of(Rung rung) {
        Breaker there = breakers.get(rung.upstream().name());
        if (there == null || there.upstream != rung.upstream()) {
            // The upstream's settings have changed, and with them perhaps the cause of its
            // failures.
            there = breakers.compute(
                    rung.upstream().name(),
                    (name, old) ->
                            old != null && old.upstream == rung.upstream() ? old : create(rung));
        }
        return there;
    }

    private Breaker create(Rung rung) {
        BreakerConfig settings = rung.breaker();
        String name = rung.upstream().name();
        Breaker breaker = new Breaker(
                rung.upstream(),
                TypedGuard.create(TYPE)
                        .withCircuitBreaker()
                        .requestVolumeThreshold(settings.calls())
                        .failureRatio(settings.failures())
                        .delay(settings.delay().toMillis(), ChronoUnit.MILLIS)
                        .successThreshold(settings.successes())
                        .when(Breakers::counts)
                        .onStateChange(state -> changed(name, state))
                        .done()
                        .build());
        changed(name, CircuitBreakerState.CLOSED);
        return breaker;
    }

    private void changed(String upstream, CircuitBreakerState state) {
        BreakerState now = switch (state) {
            case CLOSED -> BreakerState.CLOSED;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case OPEN -> BreakerState.OPEN;
        };
        BreakerState before = states.change(upstream, now);
        if (before == null) {
            meters.breakerState(upstream, () -> states.of(upstream).state().number());
        }
        if (now == BreakerState.OPEN) {
            meters.breakerOpened(upstream);
            LOG.warnf("upstream '%s' fails too often; it is skipped for a while", upstream);
        } else if (now == BreakerState.CLOSED && before != null && before != now) {
            LOG.infof("upstream '%s' answers again", upstream);
        }
    }

    /** Whether the failure is the upstream's fault, and not the request's or the gateway's. */
    private static boolean counts(Throwable cause) {
        return cause instanceof AttemptFailed failed
                && switch (failed.failure()) {
                    case UpstreamFailure.Unreachable ignored -> true;
                    case UpstreamFailure.Cut ignored -> true;
                    case UpstreamFailure.TimedOut ignored -> true;
                    case UpstreamFailure.Refused refused ->
                        refused.status() >= 500
                                || refused.status() == 408
                                || refused.status() == 401;
                    case UpstreamFailure.Busy ignored -> false;
                    case UpstreamFailure.BreakerOpen ignored -> false;
                    case UpstreamFailure.Invalid ignored -> false;
                };
    }

    private record Breaker(Upstream upstream, TypedGuard<Uni<CommittedStream>> guard) {}
}
