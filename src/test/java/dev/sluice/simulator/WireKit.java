package dev.sluice.simulator;

import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;

/** Asks a simulator for streams. */
abstract class WireKit {
    static final String PATH = "/v1/chat/completions";
    static final String STREAM =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"Hi there\"}]%s}";

    final RunningSimulator simulator;

    WireKit(RunningSimulator simulator) {
        this.simulator = simulator;
    }

    HttpAnswer ask(String more) {
        try (RawClient client =
                RawClient.connect(simulator.port()).post(PATH, STREAM.formatted(more))) {
            return client.answer();
        }
    }
}
