package dev.sluice.testing;

import java.util.List;
import java.util.StringJoiner;

/**
 * Ladders of a fine-tuned, a base and a local model, in every mode, of which one rung is served as
 * its variant says: route {@code matrix-<mode>-<variant>-<rung>}.
 */
final class MatrixRoutes {
    private static final int RUNGS = 3;
    private static final List<String> KINDS = List.of("fine-tuned", "base", "local");

    /** How the rung is served: the upstream that stands behind it. */
    private static final List<String> UPSTREAMS = List.of("sim", "sim-h2", "hasty", "nowhere");

    private MatrixRoutes() {}

    static String models() {
        StringJoiner lines = new StringJoiner("\n");
        for (String upstream : UPSTREAMS) {
            for (int rung = 1; rung <= RUNGS; rung++) {
                lines.add("  matrix-%s-%d: { kind: %s, upstream: %s, name: sent-%d }"
                        .formatted(upstream, rung, KINDS.get(rung - 1), upstream, rung));
            }
        }
        return lines.toString();
    }

    static String routes() {
        StringJoiner lines = new StringJoiner("\n");
        for (String upstream : UPSTREAMS) {
            for (int rung = 1; rung <= RUNGS; rung++) {
                lines.add(route("none", upstream, rung, "", "{}"));
                lines.add(route(
                        "holdback", upstream, rung, ", threshold: 0.8", "{ tokens: 4, time: 5s }"));
                lines.add(route("gate", upstream, rung, ", threshold: 0.8", "{ mode: gate }"));
                lines.add(
                        route("replace", upstream, rung, ", threshold: 0.8", "{ mode: replace }"));
                lines.add(route(
                        "floor", upstream, rung, "", "{ tokens: 4, time: 200ms, floor: 20 }"));
            }
        }
        return lines.toString();
    }

    private static String route(
            String mode, String upstream, int special, String threshold, String window) {
        StringJoiner ladder = new StringJoiner(", ");
        for (int rung = 1; rung <= RUNGS; rung++) {
            ladder.add("{ model: matrix-%s-%d%s }"
                    .formatted(rung == special ? upstream : "sim", rung, threshold));
        }
        return "  matrix-%s-%s-%d: { ladder: [ %s ], window: %s }"
                .formatted(mode, upstream, special, ladder, window);
    }
}
