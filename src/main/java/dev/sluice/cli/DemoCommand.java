package dev.sluice.cli;

import dev.sluice.config.SluiceConfig;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.demo.DemoLadder;
import dev.sluice.model.store.GgufException;
import dev.sluice.model.store.GgufHeader;
import dev.sluice.model.store.ModelCatalog;
import dev.sluice.model.store.ModelReference;
import dev.sluice.model.store.ModelStore;
import dev.sluice.upstream.local.EngineCommand;
import dev.sluice.upstream.local.EngineEnvironment;

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

/** {@code ./sluice demo}: shows the gateway at work. */
@Command(
        name = "demo",
        description = "Show what the gateway does.",
        mixinStandardHelpOptions = true,
        subcommands = {DemoCommand.Ladder.class, RolloutDemoCommand.class})
final class DemoCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw Streams.usage(spec, "expected a subcommand: ladder or rollout");
    }

    /** The ladder demo: some prompts pass on a weak model, others fall through to a better one. */
    @Command(
            name = "ladder",
            description =
                    "Ask prompts that a weak model can answer and prompts that fall through to a "
                            + "better one.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Starts a gateway of its own with two engines; its configuration and its records "
                        + "lie in DIR/demo. Ends",
                "with 0 if everything it promises was seen, with 1 if not, and says what was "
                        + "missing."
            })
    static final class Ladder implements Callable<Integer> {
        private static final String MODEL = ModelCatalog.SMOLLM2_135M_INSTRUCT.storedName();
        private static final double WEAKENING = 1.5;

        @Option(
                names = "--port",
                paramLabel = "N",
                description = "Port of the page and the API. Default: a free one.")
        private int port;

        @Option(names = "--keep", description = "Keep serving after the demo, until Ctrl-C.")
        private boolean keep;

        @Option(
                names = "--weak",
                paramLabel = "FILE",
                description = "GGUF file, or name of a pulled model, of rung 1. Default: "
                        + "smollm2-135m-instruct.")
        private @Nullable String weak;

        @Option(names = "--strong", paramLabel = "FILE", description = "The same for rung 2.")
        private @Nullable String strong;

        @Option(
                names = "--temperature",
                paramLabel = "T",
                description =
                        "Sampling temperature of rung 1, 0 to 2. Default: 1.5, which makes it "
                                + "weak; with --weak the"
                                + " engine's own.")
        private @Nullable Double temperature;

        @Option(
                names = "--threshold",
                paramLabel = "X",
                defaultValue = "0.42",
                description = "Confidence below which rung 2 is asked, 0 to 1. Default: "
                        + "${DEFAULT-VALUE}.")
        private double threshold;

        @Mixin
        private DataOption data = new DataOption();

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws InterruptedException {
            check();
            PrintWriter out = Streams.out(spec);
            String first = weak == null ? MODEL : weak;
            String second = strong == null ? MODEL : strong;
            Double heat = temperature != null
                    ? temperature
                    : weak == null ? Double.valueOf(WEAKENING) : null;
            try {
                requireUnlessPulled(first);
                requireUnlessPulled(second);
                Path own = Files.createDirectories(data.directory().resolve("demo"))
                        .toAbsolutePath();
                Path file = own.resolve("sluice.yaml");
                // First by name, which the preparation of a first use needs, then by path.
                Files.writeString(
                        file,
                        new DemoLadder(Path.of(first), Path.of(second), heat, threshold).yaml());
                SluiceConfig settings = DemoSetup.load(file, own);
                new LocalPreparation(settings, data.directory(), out).run();
                requireEngine(settings);
                DemoLadder ladder = new DemoLadder(model(first), model(second), heat, threshold);
                Files.writeString(file, ladder.yaml());
                settings = DemoSetup.load(file, own);
                shareEngine(own);
                GatewayProcess process = new GatewayProcess(settings, own, port);
                process.startDatabase(out);
                process.configure(file);
                System.setProperty("quarkus.log.console.level", "WARN");
                return process.run(DemoApplication.class, DemoApplication.arguments(ladder, keep));
            } catch (IOException failed) {
                return Streams.failed(spec, failed);
            }
        }

        private void check() {
            DemoSetup.checkPort(spec, port);
            if (!(threshold >= 0 && threshold <= 1)) {
                throw Streams.usage(spec, "--threshold is " + threshold + " (expected: 0 to 1)");
            }
            if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
                throw Streams.usage(
                        spec, "--temperature is " + temperature + " (expected: 0 to 2)");
            }
        }

        /** A model that can't be pulled must exist; say so before anything is installed. */
        private void requireUnlessPulled(String name) throws IOException {
            if (new ModelCatalog()
                    .known().stream()
                            .map(ModelReference.Known::storedName)
                            .noneMatch(name::equals)) {
                model(name);
            }
        }

        /** The file that a name or path means; it must be one that can be served. */
        private Path model(String name) throws IOException {
            Path path = new ModelStore(data.directory())
                    .find(name)
                    .filter(Files::isRegularFile)
                    .orElseThrow(() ->
                            new IOException("the model " + name + " is not in " + data.directory()
                                    + " (expected: the path of a GGUF file, or a model fetched "
                                    + "with ./sluice model pull "
                                    + name + ", which needs the network once, or --from a file)"));
            try {
                GgufHeader.read(path);
            } catch (GgufException broken) {
                throw new IOException(path + ": " + broken.getMessage(), broken);
            }
            return path.toAbsolutePath();
        }

        private void requireEngine(SluiceConfig settings) throws IOException {
            boolean needed = settings.upstreams().values().stream()
                    .map(UpstreamConfig::engine)
                    .anyMatch(EngineCommand::needsEnvironment);
            if (needed && !new EngineEnvironment(data.engine()).installed()) {
                throw new IOException("there is no engine in " + data.engine()
                        + " (expected: one made with ./sluice engine install, which needs the "
                        + "network once, or"
                        + " llama-server on the PATH)");
            }
        }

        /**
         * The demo's directory has everything of its own except the engine, which is large and
         * shared.
         */
        private void shareEngine(Path own) throws IOException {
            Path link = own.resolve("engine");
            if (!Files.exists(link)) {
                Files.deleteIfExists(link); // It may be a broken link.
                Files.createDirectories(data.engine());
                Files.createSymbolicLink(link, data.engine().toAbsolutePath());
            }
        }
    }
}
