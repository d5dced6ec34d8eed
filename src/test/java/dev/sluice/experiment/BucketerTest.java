package dev.sluice.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.experiment.statistics.SampleRatio;

import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Buckets, against another implementation and against chance. */
class BucketerTest {
    private static final Path VECTORS = Path.of("src/test/resources/vectors/bucketing.jsonl");
    private static final int UNITS = 100_000;

    @Test
    void invariant7_bucketingEqualsItsVectors() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = Files.readAllLines(VECTORS);

        assertThat(lines).hasSize(510);
        for (String line : lines) {
            JsonNode vector = json.readTree(line);
            String purpose = vector.get("purpose").asText();
            Salt salt = Salt.of(vector.get("salt").asText());
            Unit unit = Unit.of(vector.get("unit").asText());

            int bucket = Bucketer.bucket(purpose.isEmpty() ? salt : salt.with(purpose), unit);

            assertThat(bucket).as(line).isEqualTo(vector.get("bucket").asInt());
        }
    }

    /** The value that SMHasher, where the hash comes from, publishes for MurmurHash3_x64_128. */
    @Test
    void invariant7_theHashIsTheOneThatWasPublished() {
        byte[] keys = new byte[256];
        ByteBuffer hashes = ByteBuffer.allocate(256 * 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 256; i++) {
            keys[i] = (byte) i;
            long[] hash = MurmurHash3.hash128x64(keys, 0, i, 256 - i);
            hashes.putLong(hash[0]).putLong(hash[1]);
        }

        assertThat((int) MurmurHash3.hash128x64(hashes.array())[0]).isEqualTo(0x6384BA69);
    }

    @Test
    void invariant7_bucketsAreUniform() {
        List<String> kinds = List.of(
                "%d",
                "user-%d", "%08x-77a1-7c1e-9f0a-3c1d5a2b7e11", "利用者%d", "anna+%d@example.org");
        for (String kind : kinds) {
            for (String salt :
                    List.of("exp-1", "exp-2", "a-much-longer-salt-than-the-others.2026")) {
                long[] bins = new long[100];
                Salt salted = Salt.of(salt);
                for (int i = 0; i < UNITS; i++) {
                    bins[Bucketer.bucket(salted, Unit.of(kind.formatted(i))) / 100]++;
                }
                assertThat(SampleRatio.of(bins, equal(100)).p())
                        .as("%s under %s", kind, salt)
                        .isBetween(0.001, 0.999);
            }
        }
    }

    @Test
    void invariant7_saltsAndLayersAreIndependent() {
        List<Salt> salts = List.of(
                Salt.of("exp-1").with("enrol"),
                Salt.of("exp-1").with("arm"),
                Salt.of("exp-2").with("enrol"),
                Salt.of("exp-2").with("arm"),
                Salt.of("models"),
                Salt.of("prompts"));
        int[][] buckets = salts.stream()
                .map(salt -> IntStream.range(0, UNITS)
                        .map(i -> Bucketer.bucket(salt, Unit.of("user-" + i)))
                        .toArray())
                .toArray(int[][]::new);
        for (int a = 0; a < buckets.length; a++) {
            for (int b = a + 1; b < buckets.length; b++) {
                assertThat(independence(buckets[a], buckets[b]))
                        .as("%s and %s", salts.get(a), salts.get(b))
                        .isGreaterThan(0.001);
            }
        }
    }

    @Test
    void aUnitIsTheSameWhateverSaltWasBeforeIt() {
        Unit unit = Unit.of("user-1");
        Salt longest = Salt.of("s".repeat(64)).with("enrol");
        Salt shortest = Salt.of("a");
        int first = Bucketer.bucket(shortest, unit);

        assertThat(Bucketer.bucket(longest, unit))
                .isEqualTo(Bucketer.bucket(longest, Unit.of("user-1")));
        assertThat(Bucketer.bucket(shortest, unit)).isEqualTo(first);
    }

    @Test
    void saltsAreShortAndPlain() {
        Set<String> refused = new HashSet<>(
                Arrays.asList("", "a b", "a/enrol", "a:b", "ä", "a\0", "s".repeat(65)));

        for (String text : refused) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Salt.of(text))
                    .withMessageStartingWith("salt is '")
                    .withMessageEndingWith("' (expected: 1 to 64 letters, digits or . _ -)");
        }
    }

    /** Pearson's test of a ten by ten table: 81 degrees of freedom. */
    private static double independence(int[] a, int[] b) {
        long[][] table = new long[10][10];
        long[] rows = new long[10];
        long[] columns = new long[10];
        for (int i = 0; i < a.length; i++) {
            table[a[i] / 1000][b[i] / 1000]++;
            rows[a[i] / 1000]++;
            columns[b[i] / 1000]++;
        }
        double statistic = 0;
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 10; j++) {
                double expected = (double) rows[i] * columns[j] / a.length;
                statistic += (table[i][j] - expected) * (table[i][j] - expected) / expected;
            }
        }
        return ChiSquaredDistribution.of(81).survivalProbability(statistic);
    }

    private static int[] equal(int bins) {
        return IntStream.range(0, bins).map(i -> 1).toArray();
    }
}
