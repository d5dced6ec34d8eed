package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import static java.util.Objects.requireNonNull;

import dev.sluice.access.NewKey;
import dev.sluice.config.ConfigFile;
import dev.sluice.config.ConfigResult;
import dev.sluice.config.SluiceConfig;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Goals, tables, trends, and what the measured programs are given. */
class ReportingTest {
    private static final Machine MACHINE = new Machine("1.2.3", "a JVM", List.of(), "an OS", 2);

    private final Measurement answers =
            figure(Measurement.Comparison.RATIO, Goals.ANSWERS, 40, 100);

    @Test
    void aGoalAgainstAnotherTargetIsJudgedByTheComparison() {
        assertThat(Goals.ANSWERS.verdict(answers)).isEqualTo("≥ 0.5 × nginx: missed");
        assertThat(Goals.ANSWERS.verdict(figure(Measurement.Comparison.RATIO, null, 50, 100)))
                .isEqualTo("≥ 0.5 × nginx: reached");
        assertThat(Goal.atMost(150, Target.NGINX)
                        .verdict(figure(Measurement.Comparison.DIFFERENCE, null, 250, 100)))
                .isEqualTo("≤ +150 over nginx: reached");
    }

    @Test
    void aGoalOfTheGatewayAloneIsJudgedByItsMedian() {
        assertThat(Goal.atMost(39, null).verdict(answers)).isEqualTo("≤ 39: missed");
        assertThat(Goal.atMost(40, null).verdict(answers)).isEqualTo("≤ 40: reached");
    }

    @Test
    void aGoalWithoutAMeasurementIsNeitherReachedNorMissed() {
        Measurement alone = new Measurement("answers", "1/s", Measurement.Comparison.RATIO);
        alone.add(Target.GATEWAY, 40);

        assertThat(Goals.ANSWERS.verdict(alone)).isEqualTo("≥ 0.5 × nginx: not measured");
    }

    @Test
    void theTableHasAColumnForEachTargetAndEachComparison() {
        answers.add(Target.GATEWAY, 60);
        answers.add(Target.NGINX, 100);

        String table = MarkdownReport.write(new BenchResult(
                BenchPlan.QUICK,
                MACHINE,
                "a client",
                "not pinned: 2 cores",
                List.of(Target.DIRECT, Target.NGINX, Target.GATEWAY),
                List.of(answers),
                List.of("A note."),
                List.of()));

        assertThat(table.lines().filter(line -> line.startsWith("|")))
                .containsExactly(
                        "| figure | unit | gateway | nginx | direct | gateway to nginx | gateway "
                                + "to direct | goal |",
                        "| --- | --- | --: | --: | --: | --: | --: | --- |",
                        "| answers | 1/s | 50.0 (40.0–60.0) | 100 |  | ×0.50 (×0.40–×0.60) |  | ≥ "
                                + "0.5 × nginx: reached |");
        assertThat(table).contains("not pinned: 2 cores").endsWith("A note.\n");
    }

    @Test
    void theDocumentOfASoakHasNoPlan() {
        String json = JsonReport.write(new BenchResult(
                null,
                MACHINE,
                "a load",
                "not pinned",
                List.of(Target.GATEWAY),
                List.of(answers),
                List.of(),
                List.of()));

        assertThat(json)
                .doesNotContain("\"plan\"")
                .contains("\"at_least\" : 0.5")
                .contains("\"reached\" : false");
    }

    @Test
    void growthIsThatOfTheSecondHalf() {
        List<Trend.Sample> samples = IntStream.range(0, 40)
                .mapToObj(i -> new Trend.Sample(i / 10.0, i < 20 ? 1000 - i : 100 + i))
                .toList();

        assertThat(Trend.slopePerMinute(samples)).isEqualTo(10, within(1e-9));
        assertThat(Trend.quarter(samples, 0)).isEqualTo(995.5);
        assertThat(Trend.quarter(samples, 3)).isEqualTo(134.5);
    }

    @Test
    void oneSampleGrowsNothing() {
        List<Trend.Sample> samples = List.of(new Trend.Sample(1, 7));

        assertThat(Trend.slopePerMinute(samples)).isZero();
        assertThat(Trend.quarter(samples, 0)).isEqualTo(7);
        assertThat(Trend.quarter(samples, 3)).isEqualTo(7);
    }

    @Test
    void sharesOfSamplesInARange() {
        Timings samples = new Timings();
        List.of(1L, 35L, 60L, 61L).forEach(samples::add);

        assertThat(samples.percentBetween(35, 60)).isEqualTo(50);
        assertThat(new Timings().percentBetween(35, 60)).isZero();
    }

    @Test
    void readsTheGatewaysMetrics() {
        Metrics metrics = Metrics.of("""
                # TYPE sluice_inferences_open gauge
                sluice_inferences_open 3.0
                sluice_inferences_open_max 9.0
                jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 1048576.0
                jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 2.097152E6
                jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 5.0E7
                """);

        assertThat(metrics.openInferences()).hasValue(3);
        assertThat(metrics.heapMebibytes()).hasValue(3);
        assertThat(Metrics.of("").openInferences()).isEmpty();
    }

    @Test
    void pinsWhereThereIsRoom() {
        Placement pinned = Placement.of(8, Optional.of(Path.of("/usr/bin/taskset")));

        assertThat(pinned.proxy(List.of("nginx")))
                .containsExactly("/usr/bin/taskset", "-c", "0-3", "nginx");
        assertThat(pinned.load(List.of("wrk")))
                .containsExactly("/usr/bin/taskset", "-c", "4-7", "wrk");
        assertThat(pinned.moveToLoad(12))
                .contains(List.of("/usr/bin/taskset", "-a", "-p", "-c", "4-7", "12"));
        assertThat(pinned.description())
                .isEqualTo("pinned: proxies on 4 cores, load and simulator on the other 4");
    }

    @Test
    void pinsNothingOnTwoCores() {
        Placement free = Placement.of(2, Optional.of(Path.of("/usr/bin/taskset")));

        assertThat(free.proxy(List.of("nginx"))).containsExactly("nginx");
        assertThat(free.moveToLoad(12)).isEmpty();
        assertThat(free.description()).isEqualTo("not pinned: 2 cores");
        assertThat(Placement.of(8, Optional.empty()).description())
                .isEqualTo("not pinned: 8 cores, and taskset is not on the PATH");
    }

    @Test
    void theGatewaysConfigurationIsValid(@TempDir Path directory) throws IOException {
        SecureRandom random = new SecureRandom();
        GatewayYaml yaml = new GatewayYaml(
                        8081,
                        8082,
                        8083,
                        4096,
                        0,
                        List.of(NewKey.generate("bench", random)),
                        null,
                        null)
                .withSlowTail(8084)
                .withRoutesAndKeys(500, random);
        Path file = Files.writeString(directory.resolve("sluice.yaml"), yaml.text());

        SluiceConfig config = switch (ConfigFile.load(file, directory)) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Invalid invalid -> throw new AssertionError(invalid.problems());
        };

        assertThat(config.routes())
                .hasSize(500 + 5 + 3 + 4 + 4 + 2)
                .containsKey(yaml.lastRoute())
                .containsKeys(
                        GatewayYaml.window(16),
                        GatewayYaml.threeRungs(Shape.JSON),
                        GatewayYaml.judged(Shape.STREAM));
        assertThat(HedgedRoute.ALL)
                .allSatisfy(route -> assertThat(requireNonNull(config.routes().get(route.name()))
                                .hedge())
                        .satisfies(
                                hedge -> assertThat(hedge.isOn()).isEqualTo(route.budget() > 0)));
        assertThat(config.keys()).hasSize(500).extracting("name").endsWith("bench");
        assertThat(config.listen().management().port()).isEqualTo(8082);
    }

    private static Measurement figure(
            Measurement.Comparison comparison, @Nullable Goal goal, double gateway, double nginx) {
        Measurement figure = new Measurement("answers", "1/s", comparison, goal);
        figure.add(Target.GATEWAY, gateway);
        figure.add(Target.NGINX, nginx);
        return figure;
    }
}
