package dev.sluice.bench;

import dev.sluice.config.bind.Secret;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program wrk, with one thread. It checks the framing and the status of answers, but not their
 * content.
 */
final class WrkLoad implements LoadClient {
    private static final Pattern MEASURED = Pattern.compile(
            "^measured (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)$", Pattern.MULTILINE);
    private static final List<String> ERRORS =
            List.of("connect", "read", "write", "status", "timeout");

    private final Path program;
    private final Workplace workplace;
    private final Placement placement;

    WrkLoad(Path program, Workplace workplace, Placement placement) {
        this.program = program;
        this.workplace = workplace;
        this.placement = placement;
    }

    @Override
    public String description() {
        return "wrk with 1 thread; status and framing of every answer checked";
    }

    @Override
    public Load ask(Target target, Shape shape, int connections, Duration time, FaultCount faults)
            throws IOException, InterruptedException {
        Path script = workplace.file("wrk.lua", script(target, shape));
        List<String> words = placement.load(List.of(
                program.toString(),
                "-t1",
                "-c" + connections,
                "-d" + Math.max(1, time.toSeconds()) + "s",
                "-s",
                script.toString(),
                "http://" + Target.HOST + ":" + target.port()));
        String said = workplace.run("wrk", words);
        return read(said, Throughput.where(target, shape), faults);
    }

    /** Has wrk print a last line for us: requests, microseconds, and errors by kind. */
    static String script(Target target, Shape shape) {
        Secret key = target.key();
        String authorization = key == null
                ? ""
                : "wrk.headers[\"Authorization\"] = \"Bearer " + key.value() + "\"";
        return """
                wrk.method = "POST"
                wrk.path = "%s"
                wrk.headers["Content-Type"] = "application/json"
                %s
                wrk.body = [==[%s]==]
                done = function(summary)
                  local e = summary.errors
                  io.write(string.format("measured %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
                    e.connect, e.read, e.write, e.status, e.timeout))
                end
                """.formatted(Target.PATH, authorization, shape.body());
    }

    /** Subtracts the answers with an unexpected status, which wrk counts as requests too. */
    static Load read(String said, String where, FaultCount faults) throws IOException {
        Matcher measured = MEASURED.matcher(said);
        if (!measured.find()) {
            throw new IOException("wrk did not say what it measured; it said: " + said.strip());
        }
        for (int i = 0; i < ERRORS.size(); i++) {
            faults.add(
                    where,
                    "wrk counts it as " + ERRORS.get(i) + " error",
                    Long.parseLong(measured.group(3 + i)));
        }
        long refused = Long.parseLong(measured.group(3 + ERRORS.indexOf("status")));
        return new Load(
                Long.parseLong(measured.group(1)) - refused,
                Long.parseLong(measured.group(2)) / 1e6);
    }
}
