package dev.sluice.confidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.resource.DisallowSchemaLoader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A JSON Schema in a file, of any draft from 4 to 2020-12; a schema without {@code $schema} is read
 * as 2020-12. Nothing is fetched.
 */
public final class SchemaFile {
    private static final int MOST_BYTES = 1024 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SchemaFile() {}

    /**
     * Why a file can't be used as a schema, worded to complete "names the file X, which ..."; null
     * if it can.
     */
    public static @Nullable String problem(String file) {
        try {
            read(Path.of(file));
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Reads a schema and checks it against its meta-schema. */
    static JsonSchema read(Path file) {
        JsonNode json = json(file);
        if (!json.isObject() && !json.isBoolean()) {
            throw new IllegalArgumentException(
                    "is not a JSON Schema: it is neither an object nor true or false");
        }
        VersionFlag version;
        try {
            version = SpecVersionDetector.detectOptionalVersion(json, true)
                    .orElse(VersionFlag.V202012);
        } catch (JsonSchemaException e) {
            throw new IllegalArgumentException(
                    "is not a JSON Schema of a known draft: $schema is " + json.get("$schema"), e);
        }
        try {
            var errors = JsonSchemaFactory.getInstance(version)
                    .getSchema(SchemaLocation.of(version.getId()))
                    .validate(json);
            if (!errors.isEmpty()) {
                throw new IllegalArgumentException(
                        "is not a JSON Schema: " + errors.iterator().next().getMessage());
            }
            JsonSchema schema = JsonSchemaFactory.getInstance(
                            version,
                            builder -> builder.schemaLoaders(
                                    loaders -> loaders.add(DisallowSchemaLoader.getInstance())))
                    .getSchema(json);
            schema.initializeValidators();
            return schema;
        } catch (JsonSchemaException e) {
            throw new IllegalArgumentException(
                    "can't be used as a JSON Schema: " + firstLine(e), e);
        }
    }

    private static JsonNode json(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IllegalArgumentException("is not a regular file"); // A pipe may never end.
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException("is larger than 1MiB");
            }
            return JSON.readTree(bytes);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("does not exist", e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
