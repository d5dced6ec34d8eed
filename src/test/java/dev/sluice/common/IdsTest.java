package dev.sluice.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

class IdsTest {
    @Test
    void makesVersionSevenWithTheTimeInFront() {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(0x0123_4567_89ABL), ZoneOffset.UTC);

        UUID id = Ids.next(clock);

        assertThat(id.toString()).startsWith("01234567-89ab-7");
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Ids.next(clock)).isNotEqualTo(id);
    }
}
