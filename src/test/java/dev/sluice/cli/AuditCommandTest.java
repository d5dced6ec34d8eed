package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

class AuditCommandTest {
    private static final String FIRST = """
            {"project":"default","number":1,"at":"2026-11-30T10:00:00.123456Z","by":"key:ops","action":"experiment.start",\
            "subject":"slang-v2","before":"pending","after":null,"reason":"ü",\
            "hash":"5d2cb46624689b5105da39f11ef2cabc2315d410f2dcbc111a12b93ea83bba24"}
            """;

    private static final String END =
            "1:5d2cb46624689b5105da39f11ef2cabc2315d410f2dcbc111a12b93ea83bba24";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void saysWhereAWholeAuditEnds() throws IOException {
        assertThat(verify(FIRST)).isZero();

        assertThat(out.toString())
                .contains("project 'default' ends with " + END)
                .contains("1 entry read, none changed, none missing");
        assertThat(verify(FIRST, "--end", END)).isZero();
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        assertThat(verify(FIRST.replace("pending", "running"))).isEqualTo(1);
        assertThat(out.toString()).contains("FAULT: entry 1 of project 'default' has been changed");
        assertThat(verify(FIRST.replace("\"number\":1", "\"number\":3"))).isEqualTo(1);
        assertThat(out.toString())
                .contains("FAULT: entries 1 to 2 of project 'default' are missing");
        assertThat(verify("", "--end", END)).isEqualTo(1);
        assertThat(out.toString()).contains("once the last one, is missing");
    }

    @Test
    void saysWhatIsNoAudit() throws IOException {
        for (String odd : new String[] {"{}", "[]", "x", FIRST.replace("1,", "\"1\",")}) {
            assertThat(verify(odd)).isEqualTo(1);
            assertThat(err.toString()).contains("error: line 1 is no entry of an audit");
        }
        assertThat(execute("verify", directory.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("error: there is no file");
        assertThat(verify(FIRST, "--end", "1:xyz")).isEqualTo(2);
        assertThat(err.toString()).contains("--end is '1:xyz' (expected: the number and the hash");
    }

    private int verify(String export, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("audit.jsonl"), export);
        String[] arguments = new String[more.length + 2];
        arguments[0] = "verify";
        arguments[1] = file.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return execute(arguments);
    }

    private int execute(String... arguments) {
        CommandLine line = new CommandLine(new AuditCommand());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
