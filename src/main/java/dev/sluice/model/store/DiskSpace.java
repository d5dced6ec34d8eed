package dev.sluice.model.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says early and clearly that the disk is full. */
final class DiskSpace {
    private DiskSpace() {}

    static void require(Path directory, long bytes) throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable < bytes) {
            throw new PullException(
                    ("not enough room in %s: %s needed, %s free. Free some, or choose another "
                                    + "place with --data.")
                            .formatted(directory, Sizes.text(bytes), Sizes.text(usable)));
        }
    }

    /**
     * If the disk is full, the failure with the file's name and what to do; otherwise the failure
     * itself.
     */
    static IOException explained(Path file, IOException failed) {
        String message = failed.getMessage();
        if (failed instanceof PullException || message == null) {
            return failed;
        }
        boolean full = message.contains("No space left") || message.contains("quota");
        return full || failed instanceof FileSystemException
                ? new PullException(
                        "cannot write %s: %s. Free some room, or choose another place with --data."
                                .formatted(file, message),
                        failed)
                : failed;
    }
}
