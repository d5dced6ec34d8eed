package dev.sluice.model.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Parses one GGUF header, trusting none of its numbers. Used once, by one thread. */
final class GgufParser {
    private static final int MAGIC = 0x46554747; // "GGUF" read as a little-endian number

    /*
     * Far above what real files have (50 keys, 2,000 tensors, 260,000 tokens), far below what would
     * hurt.
     */
    private static final int MAX_KEYS = 65_536;
    private static final int MAX_KEPT = 1_000;
    private static final int MAX_KEY_BYTES = 65_535;
    private static final int MAX_TENSORS = 1_000_000;
    private static final int MAX_DIMENSIONS = 4;
    private static final int MAX_TENSOR_NAME_BYTES = 1_024;
    private static final int MAX_TEXT_BYTES = 4 * 1024 * 1024;
    private static final int MAX_ARRAY_DEPTH = 4;
    private static final int SHOWN_CHARS = 80;
    private static final int MAX_ALIGNMENT = 1 << 20;

    private static final String CONTEXT_LENGTH = ".context_length";
    private static final int TYPE_STRING = 8;
    private static final int TYPE_ARRAY = 9;

    private final Path file;
    private final GgufInput input;
    private final Map<String, Object> values = new HashMap<>();
    private final GgufVocabulary vocabulary;

    GgufParser(Path file, GgufInput input) {
        this.file = file;
        this.input = input;
        this.vocabulary = new GgufVocabulary(file, input);
    }

    GgufHeader parse() throws IOException {
        int version = version();
        long tensors = input.count("number of tensors", MAX_TENSORS);
        long keys = input.count("number of keys", MAX_KEYS);
        for (long i = 0; i < keys; i++) {
            keyAndValue();
        }
        if (!(values.get("general.architecture") instanceof String architecture)
                || architecture.isEmpty()) {
            throw new GgufException(file, "it has no general.architecture");
        }
        tensors(tensors);
        return new GgufHeader(
                version, tensors, values, vocabulary.specialTokens(), vocabulary.size());
    }

    private int version() throws IOException {
        int magic = input.i32("the magic number");
        if (magic != MAGIC) {
            throw new GgufException(
                    file, "it starts with 0x%08x, expected 0x%08x (GGUF)".formatted(magic, MAGIC));
        }
        int version = input.i32("the version");
        if (version != 0 && (version & 0xffff) == 0) {
            throw new GgufException(file, "it is big-endian; a little-endian one is needed");
        }
        if (version != 2 && version != 3) {
            throw new GgufException(
                    file,
                    "its version is %s, expected 2 or 3"
                            .formatted(Integer.toUnsignedString(version)));
        }
        return version;
    }

    private void keyAndValue() throws IOException {
        String key = input.string("a key", MAX_KEY_BYTES);
        int type = input.i32("the type of " + shown(key));
        switch (type) {
            case TYPE_STRING -> {
                if (wanted(key) && !key.endsWith(CONTEXT_LENGTH)) {
                    values.put(key, input.string(shown(key), MAX_TEXT_BYTES));
                } else {
                    input.skipString(shown(key));
                }
            }
            case TYPE_ARRAY -> array(key, 1);
            default -> {
                long number = number(key, type);
                if (wanted(key) && values.size() < MAX_KEPT) {
                    values.put(key, number);
                }
            }
        }
    }

    /** Whether a key is kept; all others are skipped, so that a header cannot fill the heap. */
    private static boolean wanted(String key) {
        return switch (key) {
            case "general.architecture",
                    "general.type",
                    "general.name",
                    "general.license",
                    "general.file_type",
                    "general.alignment",
                    "split.count" -> true;
            default -> key.endsWith(CONTEXT_LENGTH) && key.length() <= 128;
        };
    }

    /** A scalar. Anything but a whole number is read as 0, because no kept key is a float. */
    private long number(String key, int type) throws IOException {
        String what = shown(key);
        return switch (type) {
            case 0, 7 -> input.u8(what);
            case 1 -> (byte) input.u8(what);
            case 2 -> input.u16(what);
            case 3 -> (short) input.u16(what);
            case 4 -> Integer.toUnsignedLong(input.i32(what));
            case 5 -> input.i32(what);
            case 6 -> {
                input.skip(4, what);
                yield 0;
            }
            case 10, 11 -> input.i64(what);
            case 12 -> {
                input.skip(8, what);
                yield 0;
            }
            default ->
                throw new GgufException(
                        file,
                        "%s has type %s, which GGUF does not have"
                                .formatted(what, Integer.toUnsignedString(type)));
        };
    }

    private void array(String key, int depth) throws IOException {
        String what = shown(key);
        if (depth > MAX_ARRAY_DEPTH) {
            throw new GgufException(
                    file, "%s nests arrays more than %d deep".formatted(what, MAX_ARRAY_DEPTH));
        }
        int type = input.i32("the element type of " + what);
        int bytes = elementBytes(what, type);
        long count = input.count("length of " + what, input.size() / Math.max(1, bytes));
        if (depth == 1 && key.equals("tokenizer.ggml.tokens") && type == TYPE_STRING) {
            vocabulary.tokens(input.position(), count);
        } else if (depth == 1
                && key.equals("tokenizer.ggml.token_type")
                && (type == 4 || type == 5)) {
            vocabulary.types(input.position(), count);
        }
        switch (type) {
            case TYPE_STRING -> {
                for (long i = 0; i < count; i++) {
                    input.skipString(what);
                }
            }
            case TYPE_ARRAY -> {
                for (long i = 0; i < count; i++) {
                    array(key, depth + 1);
                }
            }
            default -> input.skip(count * bytes, what);
        }
    }

    /** The size of an element in bytes; for strings and arrays the smallest possible. */
    private int elementBytes(String what, int type) throws GgufException {
        return switch (type) {
            case 0, 1, 7 -> 1;
            case 2, 3 -> 2;
            case 4, 5, 6 -> 4;
            case TYPE_STRING, 10, 11, 12 -> 8;
            case TYPE_ARRAY -> 12;
            default ->
                throw new GgufException(
                        file,
                        "the elements of %s have type %s, which GGUF does not have"
                                .formatted(what, Integer.toUnsignedString(type)));
        };
    }

    private void tensors(long count) throws IOException {
        long end = 0;
        String last = "";
        for (long i = 0; i < count; i++) {
            String name = input.string("a tensor's name", MAX_TENSOR_NAME_BYTES);
            long tensorEnd = tensorEnd(name);
            if (tensorEnd > end) {
                end = tensorEnd;
                last = name;
            }
        }
        long dataStart = aligned(input.position());
        if (count > 0 && (end > Long.MAX_VALUE - dataStart || dataStart + end > input.size())) {
            throw new GgufException(
                    file,
                    ("it has %d bytes, but its tensor %s ends at byte %s; it was cut off, pull it "
                                    + "again")
                            .formatted(
                                    input.size(),
                                    shown(last),
                                    Long.toUnsignedString(dataStart + end)));
        }
    }

    /**
     * Reads one tensor's entry and returns where the tensor ends, counted from the start of the
     * data.
     */
    private long tensorEnd(String name) throws IOException {
        String what = "tensor " + shown(name);
        int dimensions = input.i32(what);
        if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
            throw new GgufException(
                    file,
                    "%s has %s dimensions, at most %d are allowed"
                            .formatted(what, Integer.toUnsignedString(dimensions), MAX_DIMENSIONS));
        }
        long count = 1;
        long first = 1;
        try {
            for (int i = 0; i < dimensions; i++) {
                long dimension = input.count("a dimension of " + what, Long.MAX_VALUE);
                first = i == 0 ? dimension : first;
                count = Math.multiplyExact(count, dimension);
            }
            int type = input.i32(what);
            long offset = input.count("the offset of " + what, Long.MAX_VALUE);
            long bytes = GgufTables.tensorBytes(type, first, count);
            if (bytes < 0 && GgufTables.knowsTensorType(type)) {
                throw new GgufException(
                        file,
                        "the rows of %s (%d) do not fill whole blocks".formatted(what, first));
            }
            // The size of a type newer than the table is unknown, so only its start is checked.
            return Math.addExact(offset, Math.max(0, bytes));
        } catch (ArithmeticException tooLarge) {
            throw new GgufException(file, what + " is larger than any file can be", tooLarge);
        }
    }

    private long aligned(long position) throws GgufException {
        long alignment = values.get("general.alignment") instanceof Long number ? number : 32;
        if (alignment < 1 || alignment > MAX_ALIGNMENT || Long.bitCount(alignment) != 1) {
            throw new GgufException(
                    file, "general.alignment is %d, expected a power of two".formatted(alignment));
        }
        return (position + alignment - 1) & -alignment;
    }

    /** A name from the file, fit for a message. */
    private static String shown(String name) {
        String start = name.length() <= SHOWN_CHARS ? name : name.substring(0, SHOWN_CHARS) + "…";
        return start.replaceAll("[^\\p{Print}…]", "?");
    }
}
