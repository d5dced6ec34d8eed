package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

class EventMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EventMeters meters = new EventMeters(registry);

    @Test
    void countsStreamsAndDeliveries() {
        meters.streamOpened();
        meters.streamOpened();
        meters.streamClosed();
        meters.webhook("delivered");

        assertThat(registry.get("sluice.experiment.streams").gauge().value()).isEqualTo(1);
        assertThat(registry.get("sluice.webhooks")
                        .tag("result", "delivered")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
