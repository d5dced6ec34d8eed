package dev.sluice.demo.rollout;

import dev.sluice.demo.LadderDemo.Pause;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The users of one route. Each asks now and then, and half of the answers are rated by how much
 * their model is liked. They also notice what should never happen: an error, or a user moved from
 * the candidate to its control.
 */
final class SimulatedUsers {
    private static final int USERS = 1_200;
    private static final int AT_ONCE = 6;
    private static final Duration BETWEEN = Duration.ofMillis(25);
    private static final Duration BETWEEN_SLOWLY = BETWEEN.multipliedBy(12);

    /**
     * Records that come later than this are waited for: rollouts are decided by what is stored, and
     * on a busy machine users may be faster than the database.
     */
    private static final Duration BEHIND_MOST = Duration.ofSeconds(2);

    private static final double SPREAD = 0.9;
    private static final int RATED_AT_ONCE = 500;

    private final GatewayApi gateway;
    private final Candidate candidate;
    private final Pause pause;
    private final Map<String, String> variantOf = new ConcurrentHashMap<>();
    private final Queue<JsonObject> ratings = new ConcurrentLinkedQueue<>();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private volatile boolean over;
    private volatile boolean slowly;
    private volatile String last = "";

    SimulatedUsers(GatewayApi gateway, Candidate candidate, Pause pause) {
        this.gateway = gateway;
        this.candidate = candidate;
        this.pause = pause;
    }

    /** Starts them, each on its own thread, until {@link #stop}. */
    void start() {
        for (int i = 0; i < AT_ONCE; i++) {
            SplittableRandom random = new SplittableRandom(candidate.route().hashCode() + i);
            Thread.ofVirtual().name("users-" + candidate.route()).start(() -> live(random));
        }
    }

    void stop() {
        over = true;
    }

    /** Submits the ratings given since the last time. */
    void rate() throws IOException, InterruptedException {
        JsonArray items = new JsonArray();
        for (JsonObject next = ratings.poll(); next != null; next = ratings.poll()) {
            items.add(next);
            if (items.size() == RATED_AT_ONCE) {
                break;
            }
        }
        if (!items.isEmpty() && !gateway.feedback(items)) {
            items.forEach(item ->
                    ratings.add((JsonObject) item)); // Idempotent, so it is sent again later.
        }
    }

    /** Has them ask slowly for as long as the records of their answers are late. */
    void keepPace() throws IOException, InterruptedException {
        String answered = last;
        if (answered.isEmpty()) {
            return;
        }
        String stored = gateway.newestRecord(candidate.route());
        slowly = stored.isEmpty() || millis(answered) - millis(stored) > BEHIND_MOST.toMillis();
    }

    /** When an inference began, as its id says. */
    private static long millis(String inference) {
        return UUID.fromString(inference).getMostSignificantBits() >>> 16;
    }

    long asked() {
        return asked.get();
    }

    /** How many requests failed. */
    long errors() {
        return errors.get();
    }

    /** How often a user got the control after the candidate. */
    long moved() {
        return moved.get();
    }

    private void live(SplittableRandom random) {
        try {
            while (!over) {
                ask("user-" + random.nextInt(USERS), random);
                pause.take(slowly ? BETWEEN_SLOWLY : BETWEEN);
            }
        } catch (IOException e) {
            if (!over) {
                errors.incrementAndGet();
                live(random);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(String user, SplittableRandom random)
            throws IOException, InterruptedException {
        GatewayApi.Answer answer = gateway.ask(candidate.route(), user);
        asked.incrementAndGet();
        if (answer.status() != 200) {
            errors.incrementAndGet();
            return;
        }
        last = answer.inference();
        String before = variantOf.put(user, answer.variant());
        if ("candidate".equals(before) && answer.variant().equals("control")) {
            moved.incrementAndGet();
        }
        if (random.nextBoolean()) {
            double liked =
                    answer.model().equals(candidate.model()) ? candidate.rating() : Candidate.TODAY;
            long rating = Math.clamp(Math.round(liked + SPREAD * random.nextGaussian()), 1, 5);
            ratings.add(new JsonObject()
                    .put("inference", answer.inference())
                    .put("user", user)
                    .put("rating", rating));
        }
    }
}
