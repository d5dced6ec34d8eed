package dev.sluice.inference.climb;

import dev.sluice.inference.judge.LateScores;
import dev.sluice.model.Model;
import dev.sluice.routing.Rung;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.telemetry.LadderMeters.ExtraCall;

import io.smallrye.mutiny.Uni;

import jakarta.inject.Singleton;

/** The rungs by the kind of their model, and what the climbs of all inferences share. */
@Singleton
public class Ladder {
    private final FineTunedRung fineTuned;
    private final BaseRung base;
    private final LocalRung local;
    private final Breakers breakers;
    private final RouteStates routes;
    private final LateScores lateScores;
    private final LadderMeters meters;

    Ladder(
            FineTunedRung fineTuned,
            BaseRung base,
            LocalRung local,
            Breakers breakers,
            RouteStates routes,
            LateScores lateScores,
            LadderMeters meters) {
        this.fineTuned = fineTuned;
        this.base = base;
        this.local = local;
        this.breakers = breakers;
        this.routes = routes;
        this.lateScores = lateScores;
        this.meters = meters;
    }

    /** Tries the rung at which the climb stands, and those after it as far as needed. */
    Uni<CommittedStream> open(Climb climb, Rung rung) {
        return switch (rung.model()) {
            case Model.FineTuned ignored -> fineTuned.open(climb);
            case Model.Base ignored -> base.open(climb);
            case Model.Local ignored -> local.open(climb);
        };
    }

    /** A route's budget had no extra call left. */
    void denied(String route, ExtraCall kind) {
        meters.callDenied(route, kind);
    }

    Breakers breakers() {
        return breakers;
    }

    RouteStates routes() {
        return routes;
    }

    LateScores lateScores() {
        return lateScores;
    }
}
