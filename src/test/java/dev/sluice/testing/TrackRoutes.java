package dev.sluice.testing;

import java.util.StringJoiner;

/**
 * Upstreams, models and routes of the fault tables for each {@link Track}, under names of its own,
 * and those of them with short deadlines for all tests.
 */
final class TrackRoutes {
    private static final String UPSTREAM =
            "{ provider: openai, breaker: { enabled: false }, url: \"http://127.0.0.1:%d/v1\"%s }";

    private TrackRoutes() {}

    /** Of a track besides that of all tests, whose other upstreams have more to them. */
    static String upstreams(int number, int port) {
        String track = Track.suffix(number);
        return String.join(
                "\n",
                "  sim" + track + ": " + UPSTREAM.formatted(port, ""),
                "  sim-h2" + track + ": " + UPSTREAM.formatted(port, ", http: 2"),
                hastyUpstreams(number, port));
    }

    /** The two whose own deadlines are short. */
    static String hastyUpstreams(int number, int port) {
        String track = Track.suffix(number);
        String deadlines = ", deadlines: { " + phases(number) + ", total: " + total(number) + " }";
        return "  hasty" + track + ": " + UPSTREAM.formatted(port, deadlines) + "\n  hasty-h2"
                + track + ": " + UPSTREAM.formatted(port, deadlines + ", http: 2");
    }

    static String models(int number) {
        String track = Track.suffix(number);
        StringJoiner lines = new StringJoiner("\n");
        if (number > 0) {
            lines.add(model("tuned", "fine-tuned", "sim", "ft:sent:name", track));
            lines.add(model("base", "base", "sim", "sent-base", track));
            lines.add(model("over-h2", "base", "sim-h2", "sent-h2", track));
        }
        lines.add(model("hasty", "base", "hasty", "hasty", track));
        lines.add(model("hasty-h2", "base", "hasty-h2", "hasty-h2", track));
        return lines.toString();
    }

    static String routes(int number) {
        String track = Track.suffix(number);
        StringJoiner lines = new StringJoiner("\n");
        for (String http : new String[] {"", "-h2"}) {
            String first = http.isEmpty() ? "tuned" : "over-h2";
            if (number > 0) {
                lines.add(route("slang" + http, track, "", first, "base"));
            }
            lines.add(route("hurried" + http, track, phases(number) + ", total: 20s", first));
            lines.add(route("brief" + http, track, "total: " + total(number), first));
            lines.add(
                    route("brief-ladder" + http, track, "total: " + total(number), first, "base"));
            lines.add(route("patient" + http, track, "", "hasty" + http, "base"));
        }
        return lines.toString();
    }

    /** They wait side by side, and so may wait longer than the one that has to be waited for. */
    private static String phases(int number) {
        String most = number == 0 ? "300ms" : "600ms";
        return "head: %1$s, first-token: %1$s, gap: %1$s".formatted(most);
    }

    private static String total(int number) {
        return number == 0 ? "900ms" : "1800ms";
    }

    private static String model(
            String name, String kind, String upstream, String sent, String track) {
        return "  %s%s: { kind: %s, upstream: %s%s, name: \"%s\" }"
                .formatted(name, track, kind, upstream, track, sent);
    }

    private static String route(String name, String track, String deadlines, String... models) {
        StringJoiner ladder = new StringJoiner(", ");
        for (String model : models) {
            ladder.add("{ model: " + model + track + " }");
        }
        return "  %s%s: { ladder: [ %s ], deadlines: { %s } }"
                .formatted(name, track, ladder, deadlines);
    }
}
