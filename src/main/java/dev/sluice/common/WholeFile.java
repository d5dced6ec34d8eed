package dev.sluice.common;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;

/** Replaces files as a whole: a reader sees the old file or the new one, even after a crash. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Replaces a file, or creates it; its directory must exist.
     *
     * @param attributes of the new file, for example who may read it
     */
    public static void replace(Path file, String text, FileAttribute<?>... attributes)
            throws IOException {
        // In the same directory, since a rename is atomic only there; with another suffix, so that
        // nobody reads it.
        Path directory = file.toAbsolutePath().getParent();
        Path next = Files.createTempFile(directory, "." + file.getFileName(), ".part", attributes);
        try {
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
