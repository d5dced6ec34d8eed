package dev.sluice.testing;

import java.util.List;
import java.util.StringJoiner;

/**
 * Ladders of a fine-tuned, a base and a local model, in every mode, of which one rung is served as
 * its variant says: route {@code matrix-<mode>-<variant>-<rung>}. A {@link Track} has those whose
 * rung keeps its client waiting.
 */
final class MatrixRoutes {
    private static final int RUNGS = 3;
    private static final List<String> KINDS = List.of("fine-tuned", "base", "local");

    /** How the rung is served: the upstream that stands behind it. */
    private static final List<String> UPSTREAMS = List.of("sim", "sim-h2", "hasty", "nowhere");

    private MatrixRoutes() {}

    static String models(int track) {
        StringJoiner lines = new StringJoiner("\n");
        for (String upstream : track == 0 ? UPSTREAMS : List.of("sim", "hasty")) {
            for (int rung = 1; rung <= RUNGS; rung++) {
                String model = "  matrix-%s-%d%s".formatted(upstream, rung, Track.suffix(track));
                lines.add(model
                        + ": { kind: %s, upstream: %s%s, name: sent-%d }"
                                .formatted(
                                        KINDS.get(rung - 1), upstream, Track.suffix(track), rung));
            }
        }
        return lines.toString();
    }

    static String routes(int track) {
        StringJoiner lines = new StringJoiner("\n");
        for (String upstream : track == 0 ? UPSTREAMS : List.of("hasty")) {
            for (int rung = 1; rung <= RUNGS; rung++) {
                Route route = new Route(track, upstream, rung);
                lines.add(route.in("none", "", "{}"));
                lines.add(route.in("holdback", ", threshold: 0.8", "{ tokens: 4, time: 5s }"));
                lines.add(route.in("gate", ", threshold: 0.8", "{ mode: gate }"));
                lines.add(route.in("replace", ", threshold: 0.8", "{ mode: replace }"));
                lines.add(route.in("floor", "", "{ tokens: 4, time: 200ms, floor: 20 }"));
            }
        }
        return lines.toString();
    }

    private record Route(int track, String upstream, int special) {
        String in(String mode, String threshold, String window) {
            StringJoiner ladder = new StringJoiner(", ");
            for (int rung = 1; rung <= RUNGS; rung++) {
                ladder.add("{ model: matrix-%s-%d%s%s }"
                        .formatted(
                                rung == special ? upstream : "sim",
                                rung,
                                Track.suffix(track),
                                threshold));
            }
            return "  matrix-%s-%s-%d%s: { ladder: [ %s ], window: %s }"
                    .formatted(mode, upstream, special, Track.suffix(track), ladder, window);
        }
    }
}
