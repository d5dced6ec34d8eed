package dev.sluice.cli;

import dev.sluice.tenancy.audit.AuditCheck;
import dev.sluice.tenancy.audit.AuditEnd;
import dev.sluice.tenancy.audit.AuditEntry;
import dev.sluice.tenancy.audit.AuditLog;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./sluice audit}: checks an exported audit, without a gateway. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Checks that no entry of an exported audit was changed or taken out.")
final class AuditCommand implements Runnable {
    private static final Pattern END = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");
    private static final String STANDARD_INPUT = "-";

    @Spec
    private @Nullable CommandSpec spec;

    /** Without a subcommand there is nothing to run. */
    @Override
    public void run() {
        throw Streams.usage(spec, "expected a subcommand: verify [FILE]");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Reads what GET /api/audit/export gave and names each entry that was "
                    + "changed or is missing; exit code 1 if there is one.")
    int verify(
            @Parameters(
                            paramLabel = "FILE",
                            defaultValue = STANDARD_INPUT,
                            description = "The export; - for standard input (default).")
                    String file,
            @Option(
                            names = "--end",
                            paramLabel = "NUMBER:HASH",
                            description = "Where the audit ended at an earlier time, as verify "
                                    + "printed it then: finds entries that are missing from the "
                                    + "end.")
                    @Nullable
                    String end) {
        AuditEnd known = end == null ? null : end(end);
        AuditCheck check = new AuditCheck();
        try (BufferedReader lines = open(file)) {
            String foundHash = read(lines, known, check);
            if (known != null) {
                check.expect(AuditLog.DEFAULT_PROJECT, known, foundHash);
            }
        } catch (NoSuchFileException e) {
            return Streams.failed(spec, new IOException("there is no file " + file, e));
        } catch (IOException e) {
            return Streams.failed(spec, e);
        }
        return report(check);
    }

    private AuditEnd end(String text) {
        Matcher parts = END.matcher(text);
        if (!parts.matches()) {
            throw Streams.usage(
                    spec,
                    "--end is '" + text
                            + "' (expected: the number and the hash of an entry, as in 12:0a1b…)");
        }
        return new AuditEnd(Long.parseLong(parts.group(1)), parts.group(2));
    }

    private static BufferedReader open(String file) throws IOException {
        return file.equals(STANDARD_INPUT)
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file));
    }

    /** Returns the hash of the entry with the known number; null if there is none. */
    private static @Nullable String read(
            BufferedReader lines, @Nullable AuditEnd known, AuditCheck check) throws IOException {
        String found = null;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            AuditEntry entry = entry(line, number);
            check.take(entry);
            if (known != null
                    && entry.number() == known.number()
                    && entry.project().equals(AuditLog.DEFAULT_PROJECT)) {
                found = entry.hash();
            }
        }
        return found;
    }

    private static AuditEntry entry(String line, int number) throws IOException {
        try {
            JsonObject json = new JsonObject(line);
            return new AuditEntry(
                    text(json, "project"),
                    json.getLong("number"),
                    Instant.parse(text(json, "at")),
                    text(json, "by"),
                    text(json, "action"),
                    text(json, "subject"),
                    json.getString("before"),
                    json.getString("after"),
                    text(json, "reason"),
                    text(json, "hash"));
        } catch (DecodeException
                | ClassCastException
                | NullPointerException
                | DateTimeException notOne) {
            throw new IOException(
                    "line " + number + " is no entry of an audit (expected: a line of what "
                            + "GET /api/audit/export gives)",
                    notOne);
        }
    }

    private static String text(JsonObject json, String field) {
        String text = json.getString(field);
        if (text == null) {
            throw new NullPointerException(field);
        }
        return text;
    }

    private int report(AuditCheck check) {
        PrintWriter out = Streams.out(spec);
        check.faults().forEach(fault -> out.println("FAULT: " + fault));
        check.ends()
                .forEach((project, end) -> out.println(
                        "project '" + project + "' ends with " + end.number() + ":" + end.hash()));
        out.println(check.entries() + (check.entries() == 1 ? " entry" : " entries") + " read, "
                + (check.faults().isEmpty() ? "none changed, none missing" : "see above"));
        if (check.faults().isEmpty() && check.entries() > 0) {
            out.println("Keep where it ends outside of the database; --end NUMBER:HASH tells "
                    + "later whether the last entries are still there.");
        }
        out.flush();
        return check.faults().isEmpty() ? 0 : 1;
    }
}
