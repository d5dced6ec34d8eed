package dev.sluice.experiment.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class LiveExperimentsTest {
    @Test
    void aSubscriberThatFailsKeepsNobodyFromTheChange() {
        LiveExperiments live = new LiveExperiments();
        List<Set<String>> told = new ArrayList<>();
        live.subscribe(() -> {
            throw new IllegalStateException("a gauge");
        });
        live.subscribe(() -> told.add(live.current().killed()));

        live.publish(new LiveSnapshot(1, List.of(), List.of(), Set.of("slang")));

        assertThat(told).containsExactly(Set.of("slang"));
    }
}
