package dev.sluice.rollout.api;

import static dev.sluice.rollout.api.Experiments.get;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.rollout.store.SnapshotWatch;
import dev.sluice.testing.HttpAnswer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.List;

/** For tests of {@code /api/experiments} over real sockets and on the real database. */
abstract class ExperimentsKit {
    @Inject
    SnapshotWatch watch;

    @Inject
    LiveExperiments live;

    @BeforeEach
    void begin() {
        Experiments.clear(watch);
    }

    @AfterEach
    void leaveNothing() {
        Experiments.clear(watch);
    }

    List<String> ids() {
        return live.current().experiments().stream().map(LiveExperiment::id).toList();
    }

    static JsonObject ok(HttpAnswer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    static List<String> changes(String id) {
        JsonArray data = get("/" + id + "/changes").json().getJsonArray("data");
        return data.stream()
                .map(JsonObject.class::cast)
                .map(it -> it.getString("action") + " " + it.getString("by") + " "
                        + it.getString("before") + " " + it.getString("after") + " "
                        + it.getLong("version") + " " + it.getString("reason"))
                .toList();
    }
}
