package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Replica.TICK;
import static dev.sluice.rollout.control.Rollouts.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.definition.Undecided;
import dev.sluice.experiment.definition.Undecided.Then;
import dev.sluice.experiment.statistics.GuardrailVerdict.Crossed;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.RolledBack;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.control.Decision.Advance;
import dev.sluice.rollout.control.Decision.Complete;
import dev.sluice.rollout.control.Decision.RollBack;
import dev.sluice.rollout.control.Desk.Written;
import dev.sluice.rollout.control.World.Rates;
import dev.sluice.vocabulary.Conclusion;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Thousands of histories of rollouts: users who come or stay away, units that get lost, clocks that
 * are set, leaders that die or are mistaken about being one, people who pause and agree. All from
 * seeds; a failure names its own. {@code -Dhistories=100000} takes so many.
 */
class HistoriesTest {
    private static final int HISTORIES = Integer.getInteger("histories", 2_000);
    private static final int LOOKS_MAX = 160;

    @Test
    void noHistoryGoesPastAFailedGuardrailOrShortensAStage() {
        List<Integer> ends = new ArrayList<>();
        for (int seed = 0; seed < HISTORIES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Definition definition = definition(randomPlan(random));
            Rates rates = new Rates(0.05, new double[] {0.05, 0.07, 0.15, 0.3}[random.nextInt(4)]);
            Desk desk = new Desk(definition);
            World world = new World(definition, rates, seed, false);

            List<Instant> changes = stormy(desk, world, random);

            holds("seed " + seed, definition, desk, changes);
            ends.add(
                    desk.read().state() instanceof RolledBack
                            ? 1
                            : desk.read().state() instanceof Live ? 0 : 2);
        }
        // Else the histories would show nothing: many of them end each way.
        assertThat(IntStream.of(0, 1, 2)
                        .map(end -> (int) ends.stream().filter(it -> it == end).count()))
                .allSatisfy(count -> assertThat(count).isGreaterThan(HISTORIES / 20));
    }

    /** Lets a history happen with all that can go wrong; gives the true time of each decision. */
    private static List<Instant> stormy(Desk desk, World world, SplittableRandom random) {
        List<Instant> changes = new ArrayList<>();
        Replica leader = new Replica("0", desk, world);
        Duration shift = Duration.ZERO;
        for (int i = 0; i < LOOKS_MAX && desk.read().state() instanceof Live live; i++) {
            int happens = random.nextInt(100);
            int missed = happens < 3 ? random.nextInt(40) : 1;
            for (int j = 0; j < missed; j++) {
                world.pass(TICK, desk.read().state());
            }
            if (happens < 10) {
                shift = Duration.ofMinutes(random.nextInt(-40_000, 40_000));
            } else if (happens < 16) {
                leader = new Replica(String.valueOf(i), desk, world);
            } else if (happens < 24) {
                person(desk, live, random);
            }
            if (random.nextInt(20) == 0) {
                zombie(i, desk, world, leader, shift);
            } else {
                leader.look(world.time().plus(shift), nanos(world.time()));
            }
            while (changes.size() < desk.written().size()) {
                changes.add(world.time());
            }
        }
        return changes;
    }

    /**
     * One reads the row, is taken for dead, another acts; then the first comes to and writes what
     * it has decided.
     */
    private static void zombie(int look, Desk desk, World world, Replica zombie, Duration shift) {
        Rollout stored = desk.read();
        Rollout seen = zombie.watch.look(stored, world.time().plus(shift), nanos(world.time()));
        Findings findings = world.look(seen, world.time());
        Decision late = RolloutRules.decide(seen, findings, world.time().plus(shift));

        new Replica("successor " + look, desk, world).look(world.time(), nanos(world.time()));

        boolean changed = desk.read().version() != stored.version();
        boolean taken = desk.decide("zombie", seen, findings, late, world.time());
        assertThat(taken).isEqualTo(!changed);
    }

    private static void person(Desk desk, Live live, SplittableRandom random) {
        switch (live) {
            case Paused paused -> desk.change(paused.resume());
            case Running running
            when random.nextInt(6) == 0 -> desk.change(running.pause("a person"));
            case Running running -> desk.change(new Running(running.at().approve()));
            case State.Held held ->
                desk.change(new State.Held(held.at().approve(), held.why(), held.reason()));
        }
    }

    private static void holds(
            String history, Definition definition, Desk desk, List<Instant> changes) {
        RolloutPlan plan = Objects.requireNonNull(definition.rollout());
        Instant entered = Rollouts.BEGIN;
        int stage = 0;
        long version = 0;
        boolean ended = false;
        for (int i = 0; i < desk.written().size(); i++) {
            Written written = desk.written().get(i);
            Supplier<String> context = () -> history + ": " + written;
            assertThat(ended).as(context).isFalse();
            assertThat(written.version()).as(context).isGreaterThan(version);
            version = written.version();
            boolean crossed = written.findings().guardrails().stream()
                    .anyMatch(judged -> judged.verdict() instanceof Crossed);
            assertThat(written.decision() instanceof RollBack back
                            && back.outcome() == Conclusion.FAIL)
                    .as(context)
                    .isEqualTo(crossed);
            Live before = (Live) written.seen().state();
            assertThat(before.at().stage()).as(context).isEqualTo(stage);
            if (written.decision() instanceof Advance || written.decision() instanceof Complete) {
                Duration least = plan.isShadow(stage)
                        ? Objects.requireNonNull(plan.shadow()).duration()
                        : plan.stage(stage).duration();
                assertThat(Duration.between(entered, changes.get(i)))
                        .as(context)
                        .isGreaterThanOrEqualTo(least);
                assertThat(before.at().watched()).as(context).isGreaterThanOrEqualTo(least);
                assertThat(before).as(context).isNotInstanceOf(Paused.class);
                assertThat(written.findings().ratio().isBroken()).as(context).isFalse();
                entered = changes.get(i);
                stage++;
            }
            ended = written.decision() instanceof RollBack
                    || written.decision() instanceof Complete;
        }
        assertThat(ended).as(history).isEqualTo(!(desk.read().state() instanceof Live));
    }

    private static RolloutPlan randomPlan(SplittableRandom random) {
        List<StagePlan> stages = new ArrayList<>();
        int[] shares = {1_000, 2_500, 5_000, 10_000};
        for (int i = random.nextInt(3); i < shares.length; i++) {
            stages.add(new StagePlan(
                    shares[i],
                    Duration.ofMinutes(random.nextInt(450)),
                    random.nextInt(300),
                    List.of(Monitoring.values()).get(random.nextInt(3)),
                    random.nextInt(4) == 0,
                    random.nextInt(4) == 0));
        }
        ShadowPlan shadow = random.nextInt(3) == 0
                ? new ShadowPlan(500, 1_000, null, Duration.ofMinutes(random.nextInt(300)))
                : null;
        Then then = List.of(Then.values()).get(random.nextInt(3));
        return new RolloutPlan(
                shadow, stages, random.nextInt(2) * 500, new Undecided(Duration.ofHours(10), then));
    }

    @Test
    void aRestartAtAnyPointGivesTheSameDecisions() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Definition definition = definition(randomPlan(random));
            Rates rates = new Rates(0.05, random.nextBoolean() ? 0.05 : 0.12);

            Desk uninterrupted = run(
                    definition,
                    new World(definition, rates, seed, false),
                    new SplittableRandom(0),
                    0);
            Desk restarted = run(
                    definition,
                    new World(definition, rates, seed, false),
                    new SplittableRandom(seed),
                    5);

            assertThat(restarted.written().stream().map(Written::decision).toList())
                    .as("seed %d", seed)
                    .isEqualTo(uninterrupted.written().stream()
                            .map(Written::decision)
                            .toList());
            assertThat(restarted.read()).as("seed %d", seed).isEqualTo(uninterrupted.read());
        }
    }

    /** After one look of so many the leader dies, and another one looks at once; 0 for never. */
    private static Desk run(
            Definition definition, World world, SplittableRandom random, int restarts) {
        Desk desk = new Desk(definition);
        Replica leader = new Replica("first", desk, world);
        for (int i = 0; i < LOOKS_MAX && desk.read().state() instanceof Live; i++) {
            world.pass(TICK, desk.read().state());
            leader.look(world.time(), nanos(world.time()));
            if (restarts > 0 && random.nextInt(restarts) == 0) {
                leader = new Replica("after look " + i, desk, world);
                leader.look(world.time(), nanos(world.time()));
            }
        }
        return desk;
    }

    @Test
    void soundCandidatesAreTakenBackInAtMostAlphaOfHistoriesAndHarmfulOnesNearlyAlways() {
        Definition definition = definition(new RolloutPlan(
                null,
                List.of(stage(1_000), stage(2_500), stage(5_000)),
                0,
                new Undecided(Duration.ofDays(900), Then.HOLD)));

        int atTheLimit = rolledBack(definition, new Rates(0.05, 0.07), 2_000);
        int same = rolledBack(definition, new Rates(0.05, 0.05), 1_000);
        int harmful = rolledBack(definition, new Rates(0.05, 0.15), 1_000);

        // alpha is 5 %; the bounds of the statistics are wider than they need be.
        assertThat(atTheLimit).isBetween(1, 100);
        assertThat(same).isZero();
        assertThat(harmful).isGreaterThan(990);
    }

    private static StagePlan stage(int share) {
        return new StagePlan(share, Duration.ofHours(8), 100, Monitoring.CLOSE, false, false);
    }

    private static int rolledBack(Definition definition, Rates rates, int histories) {
        int taken = 0;
        for (int seed = 0; seed < histories; seed++) {
            World world = new World(definition, rates, 7_000_000L + seed, true);
            Desk desk = run(definition, world, new SplittableRandom(0), 0);
            taken += desk.read().state() instanceof RolledBack ? 1 : 0;
        }
        return taken;
    }

    private static long nanos(Instant time) {
        return Duration.between(Rollouts.BEGIN, time).toNanos();
    }
}
