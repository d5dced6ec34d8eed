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

/**
 * Files that are replaced as a whole: a reader sees the old one or the new one, also after a crash.
 */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Puts a file in place of the one before; its directory must exist.
     *
     * @param attributes of the new file, for example who may read it
     */
    public static void replace(Path file, String text, FileAttribute<?>... attributes)
            throws IOException {
        // In the same directory, because only there a rename is atomic; of another suffix, so that
        // no one reads it.
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
