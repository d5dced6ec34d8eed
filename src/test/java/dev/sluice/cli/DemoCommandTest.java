package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What {@code demo ladder} refuses; what it shows is shown by itself, on real models. */
class DemoCommandTest {
    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--port, 65536, --port is 65536 (expected: 0 to 65535)",
        "--threshold, 1.5, --threshold is 1.5 (expected: 0 to 1)",
        "--threshold, NaN, --threshold is NaN (expected: 0 to 1)",
        "--temperature, -0.5, --temperature is -0.5 (expected: 0 to 2)"
    })
    void refusesOptionsOutOfRange(String option, String value, String message) {
        assertThat(execute("ladder", option, value)).isEqualTo(2);
        assertThat(err.toString()).startsWith(message + "\n");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void wantsASubcommand() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).startsWith("expected a subcommand: ladder or rollout\n");
    }

    @Test
    void saysHowToGetAModelThatIsNotThereBeforeItInstallsAnything() {
        assertThat(execute("ladder", "--weak", "qwen")).isEqualTo(1);
        assertThat(err)
                .hasToString("error: the model qwen is not in " + directory
                        + " (expected: the path of a GGUF file, or a model fetched with ./sluice "
                        + "model pull qwen,"
                        + " which needs the network once, or --from a file)\n");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesAFileThatIsNoModel() throws IOException {
        Path file = Files.writeString(directory.resolve("broken.gguf"), "no model");

        assertThat(execute("ladder", "--strong", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: " + file + ": ");
    }

    private int execute(String... arguments) {
        CommandLine line = new CommandLine(new DemoCommand()).setErr(new PrintWriter(err, true));
        String[] all = Arrays.copyOf(arguments, arguments.length + (arguments.length == 0 ? 0 : 2));
        if (arguments.length > 0) {
            all[arguments.length] = "--data";
            all[arguments.length + 1] = directory.toString();
        }
        return line.execute(all);
    }
}
