package dev.sluice.rollout.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.rollout.Rollout;

import jakarta.enterprise.context.ApplicationScoped;

/** Writes experiments as the API shows them, for the streams of events. */
@ApplicationScoped
public class ViewJson {
    private final ObjectMapper json;
    private final Views views;

    ViewJson(ObjectMapper json, Views views) {
        this.json = json;
        this.views = views;
    }

    /** On one line. */
    public String of(Rollout rollout) {
        try {
            return json.writeValueAsString(views.of(rollout));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // All of it has a form in JSON.
        }
    }
}
