package dev.sluice.model.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * An unfinished download: the bytes so far and, beside them, what must still match for it to be
 * resumed.
 */
record PartFile(Path path) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What the bytes so far come from.
     *
     * @param etag the strong entity tag they were sent with
     */
    record Origin(String source, String etag) {}

    Path directory() {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file has a directory");
    }

    long size() throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }

    Optional<Origin> origin() {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(originFile()));
            return json.path("source").isTextual() && json.path("etag").isTextual()
                    ? Optional.of(new Origin(
                            json.path("source").asText(), json.path("etag").asText()))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Records where the following bytes come from; null if the download cannot be resumed later.
     */
    void origin(@Nullable Origin origin) throws IOException {
        if (origin == null) {
            Files.deleteIfExists(originFile());
            return;
        }
        Files.write(
                originFile(),
                JSON.writeValueAsBytes(JSON.createObjectNode()
                        .put("source", origin.source())
                        .put("etag", origin.etag())));
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(originFile());
    }

    private Path originFile() {
        return path.resolveSibling(path.getFileName() + ".json");
    }
}
