package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the suite itself runs: see the surefire plugin in pom.xml. */
class SuiteTest {
    private static final Path TESTS = Path.of("src/test/java");

    /**
     * Classes run side by side unless they say otherwise. Those with the gateway share one
     * application, one simulator and one configuration.
     */
    @Test
    void testsOfTheGatewayRunOneAfterTheOther() throws IOException {
        List<Path> beside = new ArrayList<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String text = Files.readString(file);
                if (text.contains("\n@QuarkusTest\n")
                        && !text.contains("\n@Execution(ExecutionMode.SAME_THREAD)\n")) {
                    beside.add(file);
                }
            }
        }

        assertThat(beside)
                .as("tests of the gateway without @Execution(ExecutionMode.SAME_THREAD)")
                .isEmpty();
    }
}
