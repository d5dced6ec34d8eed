package dev.sluice.inference.climb;

import dev.sluice.inference.judge.LateScores;
import dev.sluice.inference.notes.AdditionMemory;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.telemetry.LadderMeters.ExtraCall;

import jakarta.inject.Singleton;

/** What all climbs share. */
@Singleton
public class Ladder {
    private final LadderRung rung;
    private final Breakers breakers;
    private final RouteStates routes;
    private final LateScores lateScores;
    private final AdditionMemory additions;
    private final LadderMeters meters;

    Ladder(
            LadderRung rung,
            Breakers breakers,
            RouteStates routes,
            LateScores lateScores,
            AdditionMemory additions,
            LadderMeters meters) {
        this.rung = rung;
        this.breakers = breakers;
        this.routes = routes;
        this.lateScores = lateScores;
        this.additions = additions;
        this.meters = meters;
    }

    /** Counts an extra call that a route's budget denied. */
    void denied(String route, ExtraCall kind) {
        meters.callDenied(route, kind);
    }

    LadderRung rung() {
        return rung;
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

    AdditionMemory additions() {
        return additions;
    }
}
