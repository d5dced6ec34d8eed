package dev.sluice.demo.rollout;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** One rollout from start to end, as seen through the API. Used by one thread. */
final class Course {
    private static final Set<String> OVER = Set.of("completed", "rolled_back", "stopped");
    private static final int AFTERWARDS = 20;

    private final GatewayApi gateway;
    private final Candidate candidate;
    private final SimulatedUsers users;
    private final Consumer<String> out;
    private final String path;
    private final long began = System.nanoTime();
    private long lastDecision = -1;
    private @Nullable Instant start;
    private @Nullable JsonObject end;

    Course(GatewayApi gateway, Candidate candidate, SimulatedUsers users, Consumer<String> out) {
        this.gateway = gateway;
        this.candidate = candidate;
        this.users = users;
        this.out = out;
        this.path = "/api/experiments/" + candidate.route() + "-v2";
    }

    SimulatedUsers users() {
        return users;
    }

    boolean isOver() {
        return end != null;
    }

    /** Submits ratings and reports what has been decided since the last look. */
    void look() throws IOException, InterruptedException {
        users.rate();
        if (end != null) {
            return;
        }
        JsonObject now = gateway.get(path);
        tellDecisions();
        if (OVER.contains(now.getString("state"))) {
            end = now;
            say("%s after %.1f s: %s"
                    .formatted(
                            now.getString("state").replace('_', ' ').toUpperCase(Locale.ROOT),
                            Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3,
                            now.getString("reason")));
        }
    }

    private void tellDecisions() throws IOException, InterruptedException {
        JsonArray decisions = gateway.get(path + "/decisions?limit=100").getJsonArray("data");
        for (int i = decisions.size() - 1; i >= 0; i--) {
            JsonObject decision = decisions.getJsonObject(i);
            long id = decision.getLong("id");
            if (id <= lastDecision) {
                continue;
            }
            lastDecision = id;
            Instant at = Instant.parse(decision.getString("at"));
            start = start == null ? at : start;
            if (!decision.getString("kind").equals("stay")) {
                say("day %4.1f, %s: %s"
                        .formatted(
                                Duration.between(start, at).toMinutes() / (24.0 * 60),
                                decision.getString("kind").replace('_', ' '),
                                decision.getString("sentence")));
            }
        }
    }

    private void say(String line) {
        out.accept("%-6s  %s".formatted(candidate.route(), line));
    }

    /** Sentences about what the demo promises and was not seen. */
    List<String> broken() throws IOException, InterruptedException {
        List<String> broken = new ArrayList<>();
        JsonObject ended = end;
        if (ended == null) {
            return List.of(candidate.route() + " has not come to an end: "
                    + gateway.get(path + "/analysis").getJsonArray("missing").encode());
        }
        boolean promoted = candidate == Candidate.GOOD;
        expect(broken, "state", promoted ? "completed" : "rolled_back", ended.getString("state"));
        expect(broken, "outcome", promoted ? "pass" : "fail", ended.getString("outcome"));
        String why = ended.getString("reason");
        if (candidate == Candidate.WORSE && !why.contains("rating_drop > 0.3")) {
            broken.add("worse was not rolled back by its ratings but: " + why);
        }
        if (candidate == Candidate.BROKEN && !isByBreaker()) {
            broken.add("broken was not rolled back by its breaker but: " + why);
        }
        String model = promoted ? candidate.model() : Candidate.TODAY_MODEL;
        for (int i = 0; i < AFTERWARDS; i++) {
            expect(
                    broken,
                    "model afterwards",
                    model,
                    gateway.ask(candidate.route(), "new-" + i).model());
        }
        expect(broken, "answers that were errors", "0", String.valueOf(users.errors()));
        expect(
                broken,
                "users moved from the candidate to the control",
                "0",
                String.valueOf(users.moved()));
        return broken;
    }

    private boolean isByBreaker() throws IOException, InterruptedException {
        JsonArray changes = gateway.get(path + "/changes").getJsonArray("data");
        return changes.stream().anyMatch(it -> "breaker".equals(((JsonObject) it).getString("by")));
    }

    private void expect(List<String> broken, String what, String expected, @Nullable String seen) {
        if (!expected.equals(seen)) {
            broken.add(
                    candidate.route() + ": " + what + " " + seen + " (expected: " + expected + ")");
        }
    }
}
