package dev.sluice.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** The expected values are counted by hand: twice the common words, by the words of both. */
class AgreementTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Paris                        | paris.                      | 1.0",
                "The capital is Paris         | Paris                       | 0.5", // 2*1 / (3+1)
                "the a an                     | An                          | 1.0", // nothing but
                // articles,
                // both
                "Paris                        | London                      | 0.0",
                "to be or not to be           | to be                       | 0.5", // 2*2 / (6+2)
                "to be                        | to to be                    | 0.8", // 2*2 / (2+3)
                "it's 42                      | its 42!                     | 1.0",
                "well-known                   | wellknown                   | 1.0",
                "$5 `x` ^y 3+4<~>             | 5 x y 34                    | 1.0",
                "Tokyo東京                     | Tokyo 東 京                  | 1.0",
                "Das Haus ist groß            | Das Haus ist klein          | 0.75",
                "東京です                      | 東京。                       | 0.6666666666666666", // 2*2
                // /
                // (4+2)
                "''                           | ' ! '                       | 1.0",
                "''                           | Paris                       | 0.0",
            })
    void isTheF1OfTheCommonWords(String answer, String sample, double agreement) {
        assertThat(Agreement.of(answer, List.of(sample))).isEqualTo(agreement, within(1e-15));
        assertThat(Agreement.of(sample, List.of(answer))).isEqualTo(agreement, within(1e-15));
    }

    @Test
    void isTheMeanOverTheSamples() {
        assertThat(Agreement.of("It is Paris", List.of("It is Paris.", "Paris", "London")))
                .isEqualTo((1 + 2 * 1.0 / 4 + 0) / 3, within(1e-15));
    }

    @Test
    void isNoNumberWithoutSamples() {
        assertThat(Agreement.of("Paris", List.of())).isNaN();
    }
}
