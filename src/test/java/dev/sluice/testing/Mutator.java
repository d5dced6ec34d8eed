package dev.sluice.testing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Spoils valid inputs in the ways that wires and peers do: flipped, lost, doubled, swapped, cut and
 * foreign bytes.
 */
public final class Mutator {
    /**
     * Not UTF-8, or hardly: lone and missing continuations, overlong forms, surrogates, the end of
     * the range, BOMs.
     */
    private static final byte[][] ODD_BYTES = {
        {(byte) 0x80},
        {(byte) 0xC3},
        {(byte) 0xC0, (byte) 0x80},
        {(byte) 0xE2, (byte) 0x82},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xF0, (byte) 0x9F, (byte) 0x8E},
        {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        {(byte) 0xFF},
        {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
        {(byte) 0xFE, (byte) 0xFF},
        {0},
        {0x7F},
        {0x1B},
        {'\r'},
        {'\n'},
        {'\r', '\n'},
        {'\n', '\r'}
    };

    private final byte[][] words;

    /**
     * Makes a mutator.
     *
     * @param words what has a meaning to the reader under test
     */
    public Mutator(String... words) {
        this.words = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            this.words[i] = Fuzz.utf8(words[i]);
        }
    }

    /** The input after so many changes. */
    public byte[] mutate(byte[] input, int changes, SplittableRandom random) {
        byte[] mutant = input;
        for (int i = 0; i < changes; i++) {
            mutant = mutateOnce(mutant, random);
        }
        return mutant;
    }

    private byte[] mutateOnce(byte[] input, SplittableRandom random) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(1, random.nextInt(4) == 0 ? 64 : 6));
        return switch (random.nextInt(9)) {
            case 0 -> replaced(input, from, to, new byte[0]);
            case 1 -> replaced(input, from, from, word(random));
            case 2 -> replaced(input, from, to, word(random));
            case 3 -> replaced(input, to, to, slice(input, from, to));
            case 4 -> replaced(input, from, from, pick(ODD_BYTES, random));
            case 5 -> replaced(input, from, to, pick(ODD_BYTES, random));
            case 6 -> random.nextInt(4) == 0 ? slice(input, 0, from) : flipped(input, random);
            case 7 -> {
                int other = random.nextInt(input.length + 1);
                yield replaced(input, other, other, slice(input, from, to));
            }
            default -> flipped(input, random);
        };
    }

    private byte[] word(SplittableRandom random) {
        return pick(words, random);
    }

    private static byte[] pick(byte[][] some, SplittableRandom random) {
        return some[random.nextInt(some.length)];
    }

    private static byte[] flipped(byte[] input, SplittableRandom random) {
        if (input.length == 0) {
            return input;
        }
        byte[] flipped = input.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static byte[] slice(byte[] input, int from, int to) {
        return Arrays.copyOfRange(input, from, to);
    }

    /** The input with other bytes in place of {@code input[from, to)}. */
    static byte[] replaced(byte[] input, int from, int to, byte[] with) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(input.length + with.length);
        out.write(input, 0, from);
        out.write(with, 0, with.length);
        out.write(input, to, input.length - to);
        return out.toByteArray();
    }
}
