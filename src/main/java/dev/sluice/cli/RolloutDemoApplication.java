package dev.sluice.cli;

import dev.sluice.demo.rollout.RolloutDemo;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;

import picocli.CommandLine.ExitCode;

import java.io.IOException;
import java.io.PrintStream;

/**
 * Runs the demo of rollouts in its own gateway: once the gateway listens, it runs the demo and
 * stops.
 */
public final class RolloutDemoApplication implements QuarkusApplication {
    private final HttpServer server;
    private final PrintStream out = System.out;

    RolloutDemoApplication(HttpServer server) {
        this.server = server;
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        String address = "http://127.0.0.1:" + server.getPort();
        boolean kept;
        try {
            kept = new RolloutDemo(DemoSetup::pause, this::say).run(address);
        } catch (IOException e) {
            say("Not seen: the gateway's answer: " + e);
            kept = false;
        }
        if (Boolean.parseBoolean(arguments[0])) {
            say("The page goes on at " + address + "/experiments.html until Ctrl-C.");
            Quarkus.waitForExit();
        }
        return kept ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
