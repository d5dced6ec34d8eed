package dev.sluice.cli;

import dev.sluice.demo.DemoLadder;
import dev.sluice.demo.LadderDemo;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;

import picocli.CommandLine.ExitCode;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Runs the demo of the ladder in its own gateway: once the gateway listens, it asks itself and
 * stops.
 */
public final class DemoApplication implements QuarkusApplication {
    private static final String NONE = "-";

    private final HttpServer server;
    private final PrintStream out = System.out;

    DemoApplication(HttpServer server) {
        this.server = server;
    }

    /** The arguments for {@link #run}. */
    static String[] arguments(DemoLadder ladder, boolean keep) {
        Double temperature = ladder.temperature();
        return new String[] {
            ladder.weak().toString(),
            ladder.strong().toString(),
            temperature == null ? NONE : temperature.toString(),
            String.valueOf(ladder.threshold()),
            String.valueOf(keep)
        };
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        DemoLadder ladder = new DemoLadder(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                arguments[2].equals(NONE) ? null : Double.valueOf(arguments[2]),
                Double.parseDouble(arguments[3]));
        boolean kept;
        try {
            kept = new LadderDemo(ladder, DemoSetup::pause, this::say)
                    .run("http://127.0.0.1:" + server.getPort());
        } catch (IOException e) {
            say("Not seen: the gateway's answer: " + e);
            kept = false;
        }
        if (Boolean.parseBoolean(arguments[4])) {
            say("The page stays up at http://127.0.0.1:" + server.getPort() + " until Ctrl-C.");
            Quarkus.waitForExit();
        }
        return kept ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
