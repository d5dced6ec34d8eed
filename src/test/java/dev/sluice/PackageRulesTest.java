package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What single packages may not know, and the few things that no class here may do. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ArchitectureTest.MainClasses.class)
class PackageRulesTest {
    @ArchTest
    static final ArchRule partsOfTheConfigurationHaveNoCycles =
            slices().matching("dev.sluice.config.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule settingsDoNotKnowTheRootThatNamesThem = noClasses()
            .that()
            .resideInAPackage("dev.sluice.config.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.config");

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
    static final ArchRule dialectsDoNotSeeEachOther =
            slices().matching("dev.sluice.dialect.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule nobodyImportsInference = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.inference..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.inference..");

    @ArchTest
    static final ArchRule httpClientsLiveInUpstreamAndEgress = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice.upstream..", "dev.sluice.egress..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.core.http.HttpClient");

    @ArchTest
    static final ArchRule serverResponsesLiveWhereRequestsAreAnswered = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.sluice.access..",
                    "dev.sluice.stream..",
                    "dev.sluice.dialect..",
                    "dev.sluice.inference..",
                    "dev.sluice.simulator..")
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
}
