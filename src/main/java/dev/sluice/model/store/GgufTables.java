package dev.sluice.model.store;

import java.util.Map;

/** The numbers of the GGUF format: layouts of tensor types, names of file types. */
final class GgufTables {
    /** How a tensor type stores its elements. */
    record Layout(int blockElements, int blockBytes) {}

    /** From ggml's list of tensor types; a type that is missing here is newer than this table. */
    private static final Map<Integer, Layout> LAYOUTS = Map.ofEntries(
            Map.entry(0, new Layout(1, 4)), // F32
            Map.entry(1, new Layout(1, 2)), // F16
            Map.entry(2, new Layout(32, 18)), // Q4_0
            Map.entry(3, new Layout(32, 20)), // Q4_1
            Map.entry(6, new Layout(32, 22)), // Q5_0
            Map.entry(7, new Layout(32, 24)), // Q5_1
            Map.entry(8, new Layout(32, 34)), // Q8_0
            Map.entry(9, new Layout(32, 40)), // Q8_1
            Map.entry(10, new Layout(256, 84)), // Q2_K
            Map.entry(11, new Layout(256, 110)), // Q3_K
            Map.entry(12, new Layout(256, 144)), // Q4_K
            Map.entry(13, new Layout(256, 176)), // Q5_K
            Map.entry(14, new Layout(256, 210)), // Q6_K
            Map.entry(15, new Layout(256, 292)), // Q8_K
            Map.entry(16, new Layout(256, 66)), // IQ2_XXS
            Map.entry(17, new Layout(256, 74)), // IQ2_XS
            Map.entry(18, new Layout(256, 98)), // IQ3_XXS
            Map.entry(19, new Layout(256, 50)), // IQ1_S
            Map.entry(20, new Layout(32, 18)), // IQ4_NL
            Map.entry(21, new Layout(256, 110)), // IQ3_S
            Map.entry(22, new Layout(256, 82)), // IQ2_S
            Map.entry(23, new Layout(256, 136)), // IQ4_XS
            Map.entry(24, new Layout(1, 1)), // I8
            Map.entry(25, new Layout(1, 2)), // I16
            Map.entry(26, new Layout(1, 4)), // I32
            Map.entry(27, new Layout(1, 8)), // I64
            Map.entry(28, new Layout(1, 8)), // F64
            Map.entry(29, new Layout(256, 56)), // IQ1_M
            Map.entry(30, new Layout(1, 2)), // BF16
            Map.entry(34, new Layout(256, 54)), // TQ1_0
            Map.entry(35, new Layout(256, 66)), // TQ2_0
            Map.entry(39, new Layout(32, 17))); // MXFP4

    private static final Map<Long, String> FILE_TYPES = Map.ofEntries(
            Map.entry(0L, "F32"),
            Map.entry(1L, "F16"),
            Map.entry(2L, "Q4_0"),
            Map.entry(3L, "Q4_1"),
            Map.entry(7L, "Q8_0"),
            Map.entry(8L, "Q5_0"),
            Map.entry(9L, "Q5_1"),
            Map.entry(10L, "Q2_K"),
            Map.entry(11L, "Q3_K_S"),
            Map.entry(12L, "Q3_K_M"),
            Map.entry(13L, "Q3_K_L"),
            Map.entry(14L, "Q4_K_S"),
            Map.entry(15L, "Q4_K_M"),
            Map.entry(16L, "Q5_K_S"),
            Map.entry(17L, "Q5_K_M"),
            Map.entry(18L, "Q6_K"),
            Map.entry(19L, "IQ2_XXS"),
            Map.entry(20L, "IQ2_XS"),
            Map.entry(21L, "Q2_K_S"),
            Map.entry(22L, "IQ3_XS"),
            Map.entry(23L, "IQ3_XXS"),
            Map.entry(24L, "IQ1_S"),
            Map.entry(25L, "IQ4_NL"),
            Map.entry(26L, "IQ3_S"),
            Map.entry(27L, "IQ3_M"),
            Map.entry(28L, "IQ2_S"),
            Map.entry(29L, "IQ2_M"),
            Map.entry(30L, "IQ4_XS"),
            Map.entry(31L, "IQ1_M"),
            Map.entry(32L, "BF16"),
            Map.entry(36L, "TQ1_0"),
            Map.entry(37L, "TQ2_0"),
            Map.entry(38L, "MXFP4_MOE"),
            Map.entry(39L, "NVFP4"),
            Map.entry(40L, "Q1_0"));

    /** Set by llama.cpp when the file type was guessed from the tensors. */
    private static final long GUESSED = 1024;

    private GgufTables() {}

    /**
     * The size of a tensor in bytes; -1 if its type is unknown or its rows do not fill whole
     * blocks.
     */
    static long tensorBytes(int type, long firstDimension, long elements) {
        Layout layout = LAYOUTS.get(type);
        if (layout == null || firstDimension % layout.blockElements() != 0) {
            return -1;
        }
        return Math.multiplyExact(elements / layout.blockElements(), layout.blockBytes());
    }

    static boolean knowsTensorType(int type) {
        return LAYOUTS.containsKey(type);
    }

    static String fileType(long number) {
        String name = FILE_TYPES.get(number & ~GUESSED);
        return name != null ? name : "file type " + number;
    }
}
