package dev.sluice;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The import table of the design. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {
    /** Who may import whom; a room may always import itself. What is not listed is not allowed. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("vocabulary", List.of()),
            Map.entry("common", List.of()),
            Map.entry("database", List.of("config.bind")),
            Map.entry("web", List.of("common", "database")),
            Map.entry("jobs", List.of("database")),
            Map.entry(
                    "event",
                    List.of(
                            "database",
                            "web",
                            "jobs",
                            "egress",
                            "telemetry",
                            "config",
                            "config.bind")),
            Map.entry("egress", List.of("config.bind")),
            Map.entry("telemetry", List.of("vocabulary")),
            Map.entry(
                    "config",
                    List.of("vocabulary", "database", "egress", "config.bind", "confidence")),
            Map.entry("config.bind", List.of("vocabulary", "common")),
            Map.entry("access", List.of("vocabulary", "common", "telemetry", "config")),
            Map.entry("tenancy", List.of("database", "web")),
            Map.entry("stream", List.of()),
            Map.entry("dialect", List.of("vocabulary", "config", "stream")),
            Map.entry(
                    "upstream",
                    List.of(
                            "vocabulary",
                            "jobs",
                            "egress",
                            "config",
                            "config.bind",
                            "stream",
                            "model")),
            Map.entry("model", List.of()),
            Map.entry("confidence", List.of("common", "web", "config.bind")),
            Map.entry("experiment", List.of("vocabulary", "telemetry", "record")),
            Map.entry(
                    "record",
                    List.of(
                            "vocabulary",
                            "common",
                            "database",
                            "web",
                            "jobs",
                            "telemetry",
                            "config",
                            "config.bind",
                            "access",
                            "tenancy",
                            "upstream",
                            "model")),
            Map.entry(
                    "feedback",
                    List.of(
                            "vocabulary",
                            "common",
                            "database",
                            "web",
                            "telemetry",
                            "access",
                            "record")),
            Map.entry("evaluation", List.of("common", "web", "config", "confidence")),
            Map.entry(
                    "routing",
                    List.of(
                            "vocabulary",
                            "common",
                            "config",
                            "config.bind",
                            "upstream",
                            "model",
                            "confidence",
                            "experiment",
                            "record")),
            Map.entry(
                    "inference",
                    List.of(
                            "vocabulary",
                            "common",
                            "web",
                            "telemetry",
                            "config",
                            "config.bind",
                            "access",
                            "stream",
                            "dialect",
                            "upstream",
                            "model",
                            "confidence",
                            "experiment",
                            "record",
                            "routing")),
            Map.entry(
                    "rollout",
                    List.of(
                            "vocabulary",
                            "common",
                            "database",
                            "web",
                            "jobs",
                            "event",
                            "egress",
                            "telemetry",
                            "config",
                            "access",
                            "tenancy",
                            "experiment")),
            Map.entry(
                    "overview",
                    List.of(
                            "vocabulary",
                            "database",
                            "web",
                            "config",
                            "config.bind",
                            "access",
                            "upstream",
                            "model",
                            "routing")),
            Map.entry("health", List.of("database", "config", "upstream", "record", "routing")),
            Map.entry("simulator", List.of()),
            Map.entry("demo", List.of()),
            Map.entry(
                    "bench",
                    List.of(
                            "vocabulary",
                            "common",
                            "config",
                            "config.bind",
                            "access",
                            "upstream",
                            "model",
                            "experiment")),
            Map.entry(
                    "cli",
                    List.of(
                            "vocabulary",
                            "common",
                            "database",
                            "config",
                            "config.bind",
                            "access",
                            "tenancy",
                            "upstream",
                            "model",
                            "confidence",
                            "experiment",
                            "evaluation",
                            "routing",
                            "simulator",
                            "demo",
                            "bench")));

    /** The same of the parts of {@code inference}: an exchange comes in at the door and climbs. */
    private static final Map<String, List<String>> PARTS_OF_INFERENCE = Map.of(
            "door", List.of("climb", "relay", "shadow", "notes"),
            "climb", List.of("relay", "judge", "shadow", "notes"),
            "relay", List.of("judge", "notes"),
            "judge", List.of("notes"),
            "shadow", List.of("judge", "notes"),
            "notes", List.of());

    @ArchTest
    static void everyPartOfInferenceKnowsOnlyWhatItsRowAllows(JavaClasses classes) {
        Map<String, TreeSet<String>> used = new TreeMap<>();
        PARTS_OF_INFERENCE.keySet().forEach(part -> used.put(part, new TreeSet<>()));
        for (JavaClass from : classes) {
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                String part = part(from);
                String other = part(dependency.getTargetClass());
                if (!part.isEmpty() && !other.isEmpty() && !other.equals(part)) {
                    used.computeIfAbsent(part, ignored -> new TreeSet<>()).add(other);
                }
            });
        }
        Map<String, TreeSet<String>> allowed = new TreeMap<>();
        PARTS_OF_INFERENCE.forEach((part, others) -> allowed.put(part, new TreeSet<>(others)));
        assertThat(used).isEqualTo(allowed);
    }

    @ArchTest
    static void everyRoomImportsWhatItsRowAllowsAndNothingElse(JavaClasses classes) {
        Map<String, TreeSet<String>> uses = new TreeMap<>();
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
                if (other.isEmpty() || other.equals(room)) {
                    return;
                }
                uses.computeIfAbsent(room, ignored -> new TreeSet<>()).add(other);
                if (!MAY_IMPORT.get(room).contains(other)) {
                    violations
                            .computeIfAbsent(room + " -> " + other, ignored -> new TreeSet<>())
                            .add(from.getSimpleName() + " uses " + to.getSimpleName());
                }
            });
        }
        assertThat(violations).isEmpty();
        MAY_IMPORT.forEach((room, allowed) -> assertThat(uses.getOrDefault(room, new TreeSet<>()))
                .as("what %s imports; an allowance that nobody uses goes", room)
                .containsExactlyInAnyOrderElementsOf(allowed));
    }

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().assignedFrom(new Rooms()).should().beFreeOfCycles();

    /** Whoever reads a name knows which class it is, without a look at the imports. */
    @ArchTest
    static void noTwoClassesHaveOneName(JavaClasses classes) {
        Map<String, TreeSet<String>> byName = new TreeMap<>();
        for (JavaClass type : classes) {
            if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
                byName.computeIfAbsent(type.getSimpleName(), ignored -> new TreeSet<>())
                        .add(type.getName());
            }
        }
        byName.values().removeIf(names -> names.size() == 1);
        assertThat(byName).isEmpty();
    }

    /** What is not compiled from tests, in whatever directory the build puts it. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    /** The part of {@code inference} that a class belongs to; empty for all others. */
    private static String part(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.");
        return parts.length > 3 && room(type).equals("inference") ? parts[3] : "";
    }

    /** Every room is a slice. */
    private static final class Rooms implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String room = room(type);
            return room.isEmpty() ? SliceIdentifier.ignore() : SliceIdentifier.of(room);
        }

        @Override
        public String getDescription() {
            return "rooms";
        }
    }

    /** The kernel of the configuration is a room of its own: it lies below those it serves. */
    private static String room(JavaClass type) {
        if (type.getPackageName().equals("dev.sluice.config.bind")) {
            return "config.bind";
        }
        String[] parts = type.getPackageName().split("\\.");
        return parts.length > 2
                        && Arrays.asList(parts).subList(0, 2).equals(List.of("dev", "sluice"))
                ? parts[2]
                : "";
    }
}
