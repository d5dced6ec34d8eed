package dev.sluice.model.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.model.store.StoredModel.Provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads and writes the JSON beside a model. Works on trees, so that a native image needs no
 * reflection.
 */
final class ProvenanceFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_BYTES = 64 * 1024;

    private ProvenanceFile() {}

    /** Empty if there is none or it is invalid: the model then counts as put there by hand. */
    static Optional<Provenance> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (!json.path("source").isTextual() || !json.path("sha256").isTextual()) {
                return Optional.empty();
            }
            return Optional.of(new Provenance(
                    json.path("source").asText(),
                    json.path("sha256").asText(),
                    json.path("size").asLong(-1),
                    json.hasNonNull("licence") ? json.path("licence").asText() : null,
                    Instant.parse(json.path("pulledAt").asText())));
        } catch (IOException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    static byte[] write(Provenance provenance) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode()
                .put("source", provenance.source())
                .put("sha256", provenance.sha256())
                .put("size", provenance.size())
                .put("licence", provenance.licence())
                .put("pulledAt", provenance.pulledAt().toString());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }
}
