package dev.sluice.model.store;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** What a user can ask to pull. */
public sealed interface ModelReference {
    /** The name it is stored under unless another is given. */
    String storedName();

    /** A model this release knows: all its sources hold the same bytes. */
    record Known(
            String storedName,
            String licence,
            long size,
            String sha256,
            HubFile hub,
            @Nullable PipFile pip)
            implements ModelReference {}

    /** Any GGUF file on the hub. */
    record Hub(HubFile file) implements ModelReference {
        @Override
        public String storedName() {
            return baseName(file.file());
        }
    }

    /** A GGUF file on this machine. */
    record Local(Path path) implements ModelReference {
        @Override
        public String storedName() {
            return baseName(path.getFileName().toString());
        }
    }

    /**
     * A file in a repository of the Hugging Face hub, or of a mirror of it.
     *
     * @param repository such as {@code OWNER/NAME}
     * @param revision a branch, tag or commit
     * @param file path inside the repository
     */
    record HubFile(String repository, String revision, String file) {
        /** Its spelling on the command line. */
        public String label() {
            return "hf:" + repository + (revision.equals("main") ? "" : "@" + revision) + "/"
                    + file;
        }
    }

    /**
     * A file inside a wheel of the Python package index.
     *
     * @param requirement with its exact version
     * @param member path inside the wheel
     */
    record PipFile(String requirement, String member) {
        public String label() {
            return "pip:" + requirement;
        }
    }

    private static String baseName(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return file.endsWith(".gguf") ? file.substring(0, file.length() - ".gguf".length()) : file;
    }
}
