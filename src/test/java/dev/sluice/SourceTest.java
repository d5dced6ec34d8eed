package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a reader meets before the code says anything: how wide, how long and how many files are. */
class SourceTest {
    private static final int COLUMNS_MAX = 100;
    private static final int LINES_MAX = 300;
    private static final int CLASSES_MAX = 40;

    private static final Path MAIN = Path.of("src/main/java/dev/sluice");
    private static final Path TESTS = Path.of("src/test/java/dev/sluice");
    private static final Path PAGES = Path.of("src/main/resources/META-INF/resources");
    private static final Path CLIENTS = Path.of("src/test/clients");

    /** Their packages lie below, and may just be arriving. */
    private static final int CLIENTS_DEPTH = 2;

    /** It moves to load-tests with its own pom, and has its own order there. */
    private static final String BENCH = "bench";

    @Test
    void noLineIsWiderThanAHundredColumnsButInsideTextBlocks() {
        List<String> wide = new ArrayList<>();
        Stream.concat(files(MAIN, ".java"), files(TESTS, ".java"))
                .forEach(file -> wide.addAll(wideLines(file)));

        assertThat(wide).isEmpty();
    }

    @Test
    void noFileIsLongerThanThreeHundredLines() {
        List<String> lengthy = Stream.of(".java", ".js", ".mjs", ".py", ".css", ".html")
                .flatMap(SourceTest::code)
                .filter(file -> lines(file).size() > LINES_MAX)
                .map(file -> file + ": " + lines(file).size())
                .toList();

        assertThat(lengthy).isEmpty();
    }

    @Test
    void noPackageHasMoreThanFortyClasses() {
        Map<String, Long> crowded = files(MAIN, ".java")
                .filter(file -> !file.endsWith("package-info.java"))
                .map(file -> MAIN.relativize(file.getParent()).toString())
                .filter(room -> !room.equals(BENCH))
                .collect(Collectors.groupingBy(room -> room, TreeMap::new, Collectors.counting()));
        crowded.values().removeIf(count -> count <= CLASSES_MAX);

        assertThat(crowded).isEmpty();
    }

    /** What stands between quotes is somebody's text; its lines are as long as they are. */
    private static List<String> wideLines(Path file) {
        List<String> wide = new ArrayList<>();
        boolean text = false;
        int number = 0;
        for (String line : lines(file)) {
            number++;
            boolean delimited = line.contains("\"\"\"");
            if (!text && !delimited && line.codePointCount(0, line.length()) > COLUMNS_MAX) {
                wide.add(file + ":" + number);
            }
            if (delimited && line.split("\"\"\"", -1).length % 2 == 0) {
                text = !text;
            }
        }
        return wide;
    }

    /** Of the product and of its tests. */
    private static Stream<Path> code(String ending) {
        return Stream.of(MAIN, PAGES, TESTS, CLIENTS).flatMap(root -> files(root, ending));
    }

    private static Stream<Path> files(Path root, String ending) {
        int depth = root.equals(CLIENTS) ? CLIENTS_DEPTH : Integer.MAX_VALUE;
        try (Stream<Path> found = Files.walk(root, depth)) {
            List<Path> all = found.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            return all.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
