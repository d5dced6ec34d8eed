package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.GgufWriter;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

class ModelCommandTest {
    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void pullsAFileAndShowsWhatItIs() throws Exception {
        // Given
        byte[] bytes = GgufWriter.tinyModel("Tiny").bytes();
        Path file = Files.write(data.resolve("mine.gguf"), bytes);

        // When
        int code = run("pull", file.toString(), "--data", data.toString());

        // Then
        assertThat(err).hasToString("");
        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "mine is ready",
                        "  file     " + data.resolve("models/mine.gguf"),
                        "  size     %d B (%d bytes), F32".formatted(bytes.length, bytes.length),
                        "  context  512",
                        "  sha256   " + DigestUtils.sha256Hex(bytes),
                        "  source   file:" + file,
                        "  licence  mit");
    }

    @Test
    void listsWhatIsHereAndWhatCouldBe() throws Exception {
        // Given
        Path file = GgufWriter.tinyModel("Tiny").write(data.resolve("mine.gguf"));
        run("pull", file.toString(), "--data", data.toString(), "--as", "renamed");
        Files.writeString(data.resolve("models/broken.gguf"), "not a model");
        out.getBuffer().setLength(0);

        // When
        int code = run("list", "--data", data.toString());

        // Then
        int width = ("file:" + file).length();
        String row = "%-21s  %-8s  %-12s  %-7s  %-10s  %-" + width + "s  %s";
        assertThat(code).isZero();
        String[] parts = out.toString().split("\\R\\R", 2);
        assertThat(parts[1])
                .contains("2048 tokens of it, unless upstreams.NAME.engine.context")
                .contains("sluice model pull OWNER/REPOSITORY/FILE.gguf")
                .contains("models: { my-model: { kind: local, upstream: local, file: NAME } }");
        assertThat(parts[0].lines())
                .containsExactly(
                        row.formatted(
                                "NAME",
                                "SIZE",
                                "QUANTISATION",
                                "CONTEXT",
                                "LICENCE",
                                "SOURCE",
                                "PATH"),
                        row.formatted(
                                "broken",
                                "11 B",
                                "unreadable",
                                "-",
                                "-",
                                "-",
                                data.resolve("models/broken.gguf")),
                        row.formatted(
                                "renamed",
                                Files.size(file) + " B",
                                "F32",
                                "512",
                                "mit",
                                "file:" + file,
                                data.resolve("models/renamed.gguf")),
                        row.formatted(
                                "smollm2-135m-instruct",
                                "93.8 MiB",
                                "-",
                                "-",
                                "Apache-2.0",
                                "catalog",
                                "(not pulled: sluice model pull smollm2-135m-instruct)"));
    }

    @Test
    void removesAModelOnce() throws Exception {
        // Given
        Path file = GgufWriter.tinyModel("Tiny").write(data.resolve("mine.gguf"));
        run("pull", file.toString(), "--data", data.toString());
        out.getBuffer().setLength(0);

        // When
        int first = run("remove", "mine", "--data", data.toString());
        int second = run("remove", "mine", "--data", data.toString());

        // Then
        assertThat(first).isZero();
        assertThat(out).hasToString("removed mine (%d B)\n".formatted(Files.size(file)));
        assertThat(second).isEqualTo(1);
        assertThat(err)
                .hasToString("error: there is no model 'mine' in %s: see sluice model list\n"
                        .formatted(data.resolve("models")));
    }

    @Test
    void tellsFailuresFromWrongUsage() {
        assertThat(run("pull", data.resolve("none.gguf").toString(), "--data", data.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("error: there is no file ");
        assertThat(run("pull", "nothing-known", "--data", data.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no model 'nothing-known': expected one of "
                        + "[smollm2-135m-instruct]");
        assertThat(run("pull", "smollm2-135m-instruct", "--from", "web")).isEqualTo(2);
        assertThat(err.toString()).contains("'web' is not a source: expected hub, pip or file");
        assertThat(run("remove", "../x", "--data", data.toString())).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }

    private int run(String... arguments) {
        return new CommandLine(new ModelCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
