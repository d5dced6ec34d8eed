package dev.sluice.model.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a GGUF file (version 2 or 3) says about itself before the weights begin. Immutable. Reading
 * takes a few milliseconds whatever the size of the weights, and never more memory than the header
 * justifies.
 */
public final class GgufHeader {
    private final int version;
    private final long tensorCount;
    private final Map<String, Object> values;
    private final List<SpecialToken> specialTokens;
    private final long vocabularySize;

    GgufHeader(
            int version,
            long tensorCount,
            Map<String, Object> values,
            List<SpecialToken> specialTokens,
            long vocabularySize) {
        this.version = version;
        this.tensorCount = tensorCount;
        this.values = Map.copyOf(values);
        this.specialTokens = List.copyOf(specialTokens);
        this.vocabularySize = vocabularySize;
    }

    /**
     * Reads a file and checks it, including that it is long enough for every tensor it announces.
     */
    public static GgufHeader read(Path file) throws GgufException {
        try (GgufInput input = new GgufInput(file)) {
            return new GgufParser(file, input).parse();
        } catch (GgufException problem) {
            throw problem;
        } catch (NoSuchFileException missing) {
            throw new GgufException(file, "there is no such file", missing);
        } catch (IOException unreadable) {
            throw new GgufException(
                    file, "it cannot be read (" + unreadable.getMessage() + ")", unreadable);
        }
    }

    public int version() {
        return version;
    }

    public long tensorCount() {
        return tensorCount;
    }

    /** Such as {@code llama}. */
    public String architecture() {
        return text("general.architecture").orElseThrow();
    }

    /** {@code model} or {@code adapter}; {@code model} if the file does not say. */
    public String type() {
        return text("general.type").orElse("model");
    }

    public boolean adapter() {
        return type().equals("adapter");
    }

    public Optional<String> name() {
        return text("general.name");
    }

    public Optional<String> licence() {
        return text("general.license");
    }

    /** How many tokens the model was made for. */
    public OptionalLong contextLength() {
        return number(architecture() + ".context_length");
    }

    /** How many tokens the model knows; 0 if the file does not say. */
    public long vocabularySize() {
        return vocabularySize;
    }

    /** The tokens llama.cpp treats as special, in the vocabulary's order. */
    public List<SpecialToken> specialTokens() {
        return specialTokens;
    }

    /**
     * The texts that would break out of a user's message, or close it, if they reached the
     * tokenizer unescaped. Ordinary text with a token of its own (runs of spaces, HTML tags) is not
     * among them.
     */
    public Set<String> controlTexts() {
        return specialTokens.stream()
                .filter(token -> token.kind() == SpecialToken.Kind.CONTROL)
                .map(SpecialToken::text)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The ids of those tokens. */
    public Set<Integer> controlIds() {
        return specialTokens.stream()
                .filter(token -> token.kind() == SpecialToken.Kind.CONTROL)
                .map(SpecialToken::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Such as {@code Q4_1}; {@code unknown} if the file does not say. */
    public String quantisation() {
        OptionalLong fileType = number("general.file_type");
        return fileType.isPresent() ? GgufTables.fileType(fileType.getAsLong()) : "unknown";
    }

    /** How many files the model was split into; 1 if it is whole. */
    public long parts() {
        return Math.max(1, number("split.count").orElse(1));
    }

    private Optional<String> text(String key) {
        return values.get(key) instanceof String text && !text.isEmpty()
                ? Optional.of(text)
                : Optional.empty();
    }

    private OptionalLong number(String key) {
        @Nullable Object value = values.get(key);
        return value instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }
}
