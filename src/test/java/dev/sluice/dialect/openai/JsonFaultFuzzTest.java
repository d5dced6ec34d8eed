package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;
import dev.sluice.testing.RandomJson;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Whoever looks for the fault of a text finds one exactly if Jackson refuses the text. Texts with
 * zeros are left out, which Jackson takes for wider encodings.
 */
class JsonFaultFuzzTest {
    private final Mutator mutator = new Mutator(
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u12", "null", "NaN", "tru", "1", "-", "0",
            ".", "e", "+1", "//", "'", " ", "\t", "\n", "\u0000", "é");

    @Test
    void agreesWithJackson() {
        int[] faults = {0};
        Fuzz.check(
                15_000,
                random -> {
                    RandomJson json = new RandomJson(random);
                    json.blank().value(5);
                    return mutator.mutate(json.blank().bytes(), random.nextInt(3), random);
                },
                (sent, random) -> {
                    byte[] body = RequestOracle.withoutMark(sent);
                    if (!RequestOracle.isUtf8(body)
                            || new String(body, StandardCharsets.UTF_8).isBlank()
                            || new String(body, StandardCharsets.UTF_8).indexOf(0) >= 0) {
                        return;
                    }
                    JsonFault.Found fault = JsonFault.in(body);
                    Fuzz.same(fault == null, isJson(body));
                    if (fault != null) {
                        faults[0]++;
                        Fuzz.same(fault.offset() >= 0 && fault.offset() <= body.length, true);
                    }
                });
        assertThat(faults[0]).isPositive();
    }

    private static boolean isJson(byte[] body) {
        try {
            RequestOracle.JACKSON.readTree(body);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
