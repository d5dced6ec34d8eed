package dev.sluice.cli;

import dev.sluice.config.SluiceConfig;
import dev.sluice.demo.rollout.RolloutSetting;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * {@code ./sluice demo rollout}: promotes one candidate and rolls two back, on simulated models and
 * a fast clock.
 */
@Command(
        name = "rollout",
        description =
                "Promote one candidate and roll two back, on simulated models, users and time.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Needs no model and no network. Starts a gateway of its own; its configuration and "
                    + "its records lie in",
            "DIR/demo-rollout and are made anew each time. Exits with 0 if everything it promises "
                    + "was seen, with 1 if",
            "not, and says what was missing."
        })
final class RolloutDemoCommand implements Callable<Integer> {
    /** A quarter of a second is an hour and a half in the demo's time. */
    private static final String TICK = "250ms";

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the page and the API. Default: a free one.")
    private int port;

    @Option(names = "--keep", description = "Keep serving after the demo, until Ctrl-C.")
    private boolean keep;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        DemoSetup.checkPort(spec, port);
        PrintWriter out = Streams.out(spec);
        Simulator simulator =
                new Simulator(Script.parse(RolloutSetting.script()), SimulatorOptions.DEFAULT);
        try {
            int simulated =
                    simulator.start(0).toCompletionStage().toCompletableFuture().get();
            Path own = data.directory().resolve("demo-rollout").toAbsolutePath();
            DemoSetup.empty(own);
            Path file = own.resolve("sluice.yaml");
            Files.writeString(file, RolloutSetting.yaml(simulated));
            SluiceConfig settings = DemoSetup.load(file, own);
            GatewayProcess process = new GatewayProcess(settings, own, port);
            process.startDatabase(out);
            process.configure(file);
            System.setProperty("sluice.rollouts.speed", String.valueOf(RolloutSetting.SPEED));
            System.setProperty("sluice.rollouts.tick", TICK);
            System.setProperty("quarkus.log.console.level", "ERROR");
            return process.run(RolloutDemoApplication.class, String.valueOf(keep));
        } catch (IOException failed) {
            return Streams.failed(spec, failed);
        } catch (ExecutionException failed) {
            return Streams.failed(
                    spec, new IOException("the simulator can't listen: " + failed.getCause()));
        } finally {
            simulator.stop();
        }
    }
}
