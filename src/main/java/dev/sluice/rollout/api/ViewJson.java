package dev.sluice.rollout.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.rollout.Rollout;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes experiments as the API gives them, for those who tell of them in other ways. */
@ApplicationScoped
public class ViewJson {
    private final ObjectMapper json;
    private final LiveExperiments live;

    ViewJson(ObjectMapper json, LiveExperiments live) {
        this.json = json;
        this.live = live;
    }

    /** On one line. */
    public String of(Rollout rollout) {
        boolean switchedOff =
                live.current().killed().contains(rollout.definition().route());
        try {
            return json.writeValueAsString(ExperimentView.of(rollout, switchedOff));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // It holds nothing that has no JSON.
        }
    }
}
