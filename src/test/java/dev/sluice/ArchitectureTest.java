package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The import table of the design, and the few things that no class here may do. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {
    /** Who may import whom; a room may always import itself. What is not listed is not allowed. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("common", List.of()),
            Map.entry("telemetry", List.of()),
            Map.entry("stream", List.of()),
            Map.entry("confidence", List.of("common")),
            Map.entry("experiment", List.of("record", "telemetry", "config", "common")),
            Map.entry("config", List.of("confidence", "common")),
            Map.entry("model", List.of("config", "common")),
            Map.entry("tenancy", List.of("config", "common")),
            Map.entry("upstream", List.of("model", "stream", "config", "common")),
            Map.entry("record", List.of("upstream", "model", "telemetry", "config", "common")),
            Map.entry("feedback", List.of("record", "tenancy", "telemetry", "config", "common")),
            Map.entry("evaluation", List.of("confidence", "config", "common")),
            Map.entry(
                    "routing",
                    List.of(
                            "experiment",
                            "record",
                            "model",
                            "upstream",
                            "confidence",
                            "config",
                            "common")),
            Map.entry(
                    "inference",
                    List.of(
                            "routing",
                            "experiment",
                            "confidence",
                            "upstream",
                            "stream",
                            "model",
                            "record",
                            "tenancy",
                            "telemetry",
                            "config",
                            "common")),
            Map.entry(
                    "rollout",
                    List.of(
                            "experiment",
                            "feedback",
                            "record",
                            "tenancy",
                            "telemetry",
                            "upstream",
                            "config",
                            "common")),
            Map.entry(
                    "health",
                    List.of("record", "routing", "upstream", "model", "config", "common")),
            Map.entry("simulator", List.of("common")),
            Map.entry("demo", List.of()),
            Map.entry(
                    "bench",
                    List.of("experiment", "tenancy", "upstream", "model", "config", "common")),
            Map.entry(
                    "cli",
                    List.of(
                            "bench",
                            "demo",
                            "evaluation",
                            "experiment",
                            "confidence",
                            "simulator",
                            "tenancy",
                            "upstream",
                            "model",
                            "config",
                            "routing",
                            "common")));

    @ArchTest
    static void everyRoomImportsOnlyWhatItsRowAllows(JavaClasses classes) {
        Map<String, TreeSet<String>> violations = new TreeMap<>();
        for (JavaClass from : classes) {
            String room = room(from);
            if (room.isEmpty()) {
                continue; // Main starts everything.
            }
            assertThat(MAY_IMPORT)
                    .as("a row for the room of %s", from.getName())
                    .containsKey(room);
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass to = dependency.getTargetClass();
                String other = room(to);
                if (to.getPackageName().startsWith("dev.sluice")
                        && !other.equals(room)
                        && !MAY_IMPORT.get(room).contains(other)) {
                    violations
                            .computeIfAbsent(room + " -> " + other, ignored -> new TreeSet<>())
                            .add(from.getSimpleName() + " uses " + to.getSimpleName());
                }
            });
        }
        assertThat(violations).isEmpty();
    }

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.sluice.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule confidenceIsPureButForItsStore = noClasses()
            .that()
            .resideInAPackage("dev.sluice.confidence")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.sluice.confidence.store",
                    "dev.sluice.common..",
                    "io.quarkus..",
                    "jakarta..");

    @ArchTest
    static final ArchRule assignmentIsPure = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.sluice.experiment",
                    "dev.sluice.experiment.statistics",
                    "dev.sluice.experiment.definition")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io..", "jakarta..", "java.sql..", "java.net..", "dev.sluice.common..");

    @ArchTest
    static final ArchRule lanesDoNotSeeEachOther =
            slices().matching("dev.sluice.upstream.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule nobodyImportsInference = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.inference..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.inference..");

    @ArchTest
    static final ArchRule httpClientsLiveInUpstream = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice.upstream..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.core.http.HttpClient");

    @ArchTest
    static final ArchRule serverResponsesLiveInStreamAndInference = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.sluice.stream..", "dev.sluice.inference..", "dev.sluice.simulator..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.core.http.HttpServerResponse");

    @ArchTest
    static final ArchRule metersLiveInTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    @ArchTest
    static final ArchRule noOneSleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class);

    @ArchTest
    static final ArchRule noOneBlocksForAUni = noClasses()
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "UniAwait.indefinitely()",
                    call -> call.getTarget().getName().equals("indefinitely")
                            && call.getTarget()
                                    .getOwner()
                                    .getName()
                                    .equals("io.smallrye.mutiny.groups.UniAwait")));

    @ArchTest
    static final ArchRule noSynchronizedMethods =
            noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).allowEmptyShould(true);

    @ArchTest
    static final ArchRule noOneWritesToTheConsoleButTheCommands = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule everyPackageSaysWhatItIs = classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith(org.jspecify.annotations.NullMarked.class);

    /** What is not compiled from tests, in whatever directory the build puts it. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    private static String room(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.");
        return parts.length > 2
                        && Arrays.asList(parts).subList(0, 2).equals(List.of("dev", "sluice"))
                ? parts[2]
                : "";
    }
}
