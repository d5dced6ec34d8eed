package dev.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void cutsLongValuesButNoCharacterInTwo() {
        assertThat(new Problem.Field("a", "x".repeat(200), "b").value()).isEqualTo("x".repeat(200));
        assertThat(new Problem.Field("a", "x".repeat(201), "b").value())
                .isEqualTo("x".repeat(200) + "...");
        assertThat(new Problem.Field("a", "x".repeat(199) + "\ud83d\ude00", "b").value())
                .isEqualTo("x".repeat(199) + "...");
    }
}
