package dev.sluice.testing;

import org.assertj.core.api.Assertions;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Holds a property against many made inputs. Each is made from its number alone, so that one which
 * fails comes again: the failure names its number and shows the shortest input found that still
 * fails.
 *
 * <p>The tests take few. {@code -Dfuzz.inputs=10000000} takes as many for each property of the
 * classes that run, {@code -Dfuzz.first=N} begins at that number; both together run one input
 * again.
 */
public final class Fuzz {
    private static final long FIRST = Long.getLong("fuzz.first", 0);
    private static final int SHRINKS_MAX = 3_000;

    private Fuzz() {}

    /** Holds the property against so many inputs, or as many as {@code fuzz.inputs} says. */
    public static void check(int inputs, Source source, Property property) {
        long end = FIRST + Long.getLong("fuzz.inputs", inputs);
        for (long number = FIRST; number < end; number++) {
            byte[] input = source.make(new SplittableRandom(number));
            Throwable failure = failure(property, number, input);
            if (failure != null) {
                byte[] shortest = shrink(property, number, input);
                throw new AssertionError(
                        "Input " + number + " fails (again with -Dfuzz.first=" + number
                                + " -Dfuzz.inputs=1).\nAs made: "
                                + show(input) + "\nShortest: " + show(shortest) + "\nBase64: "
                                + Base64.getEncoder().encodeToString(shortest) + "\n"
                                + failure(property, number, shortest),
                        failure);
            }
        }
    }

    private static Throwable failure(Property property, long number, byte[] input) {
        try {
            // A copy: whoever changes its input must not change what is shown.
            property.check(input.clone(), new SplittableRandom(~number));
            return null;
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            return e;
        }
    }

    /** Takes out pieces, halves first, then ever smaller ones, as long as the rest still fails. */
    private static byte[] shrink(Property property, long number, byte[] input) {
        byte[] shortest = input;
        int tries = 0;
        for (int length = input.length / 2; length > 0; length = length == 1 ? 0 : length / 2) {
            for (int at = 0; at + length <= shortest.length && tries < SHRINKS_MAX; tries++) {
                byte[] candidate = Mutator.replaced(shortest, at, at + length, new byte[0]);
                if (failure(property, number, candidate) != null) {
                    shortest = candidate;
                } else {
                    at += length;
                }
            }
        }
        return shortest;
    }

    private static String show(byte[] bytes) {
        StringBuilder shown = new StringBuilder(bytes.length + " bytes \"");
        for (byte b : Arrays.copyOf(bytes, Math.min(bytes.length, 4096))) {
            switch (b) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\\' -> shown.append("\\\\");
                default -> {
                    if (b >= ' ' && b < 0x7F) {
                        shown.append((char) b);
                    } else {
                        shown.append(String.format("\\x%02X", b));
                    }
                }
            }
        }
        return shown.append('"').toString();
    }

    /** Asserts that the one equals the other, without the cost of an assertion where it does. */
    public static void same(Object actual, Object expected) {
        if (!Objects.deepEquals(actual, expected)) {
            Assertions.assertThat(actual).isEqualTo(expected);
        }
    }

    /** The text's bytes in UTF-8. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Makes an input. */
    @FunctionalInterface
    public interface Source {
        byte[] make(SplittableRandom random);
    }

    /**
     * Throws for an input that shows a fault; the random decides what else there is to decide, such
     * as splits.
     */
    @FunctionalInterface
    public interface Property {
        void check(byte[] input, SplittableRandom random) throws Exception;
    }
}
