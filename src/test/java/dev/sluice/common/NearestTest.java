package dev.sluice.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class NearestTest {
    @Test
    void offersTheNearestFirst() {
        assertThat(Nearest.to("slnag", List.of("slang", "tutor", "slang-base")))
                .containsExactly("slang");
        assertThat(Nearest.to("SLANG", List.of("slang", "slang-base")))
                .containsExactly("slang", "slang-base");
    }

    @Test
    void offersNothingWhenNothingIsNear() {
        assertThat(Nearest.to("gpt-4o", List.of("tutor"))).isEmpty();
    }
}
