package dev.sluice.demo.rollout;

import dev.sluice.demo.LadderDemo.Pause;

import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The demo of rollouts: starts three of them on a running gateway, lets users ask, reports what is
 * decided and why, and checks that each candidate got the end it deserves.
 */
public final class RolloutDemo {
    private static final Duration LOOK = Duration.ofMillis(250);

    /**
     * Two weeks and a day take about 62 seconds. A busy machine needs longer: a stage that is held
     * for want of stored answers goes on when they are there.
     */
    private static final int LOOKS_MAX = 2_400;

    /** Looks between two comparisons of what was answered with what is stored. */
    private static final int LOOKS_PER_PACE = 4;

    private final Pause pause;
    private final Consumer<String> out;

    /** Makes a demo that writes its lines to {@code out}. */
    public RolloutDemo(Pause pause, Consumer<String> out) {
        this.pause = pause;
        this.out = out;
    }

    /**
     * Runs to its end.
     *
     * @param address of the gateway, for example {@code http://127.0.0.1:8080}
     * @return whether everything promised was seen; it has said what was not
     */
    public boolean run(String address) throws IOException, InterruptedException {
        try (GatewayApi gateway = new GatewayApi(address)) {
            out.accept(
                    ("Three candidates on three routes. Time runs %,d times as fast: the stages of "
                                    + "two weeks are a minute.")
                            .formatted(RolloutSetting.SPEED));
            out.accept("The page: " + address + "/experiments.html");
            out.accept("");
            List<Course> courses = new ArrayList<>();
            awaitTables(gateway);
            try {
                for (Candidate candidate : Candidate.values()) {
                    courses.add(begin(gateway, candidate));
                }
                follow(courses);
            } finally {
                courses.forEach(course -> course.users().stop());
            }
            return told(courses);
        }
    }

    /** The tables are created in the background while the gateway is already listening. */
    private void awaitTables(GatewayApi gateway) throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS_MAX && !gateway.hasExperiments(); look++) {
            pause.take(LOOK);
        }
    }

    private Course begin(GatewayApi gateway, Candidate candidate)
            throws IOException, InterruptedException {
        JsonObject made = gateway.post("/api/experiments", RolloutSetting.experiment(candidate));
        gateway.post("/api/experiments/" + made.getString("id") + "/start", new JsonObject());
        SimulatedUsers users = new SimulatedUsers(gateway, candidate, pause);
        users.start();
        return new Course(gateway, candidate, users, out);
    }

    private void follow(List<Course> courses) throws IOException, InterruptedException {
        for (int look = 0;
                look < LOOKS_MAX && courses.stream().anyMatch(course -> !course.isOver());
                look++) {
            pause.take(LOOK);
            for (Course course : courses) {
                course.look();
                if (look % LOOKS_PER_PACE == 0) {
                    course.users().keepPace();
                }
            }
        }
    }

    private boolean told(List<Course> courses) throws IOException, InterruptedException {
        List<String> broken = new ArrayList<>();
        for (Course course : courses) {
            broken.addAll(course.broken());
        }
        out.accept("");
        broken.forEach(line -> out.accept("Not seen: " + line));
        if (broken.isEmpty()) {
            out.accept(("Seen: one candidate promoted, one rolled back by statistics, one by its "
                            + "breaker; %,d answers, none an error, nobody moved.")
                    .formatted(courses.stream()
                            .mapToLong(course -> course.users().asked())
                            .sum()));
        }
        return broken.isEmpty();
    }
}
