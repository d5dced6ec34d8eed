package dev.sluice.rollout.api;

import java.util.List;

/** A list as the API shows it. */
record Listed<T>(String object, List<T> data) {
    static <T> Listed<T> of(List<T> data) {
        return new Listed<>("list", data);
    }
}
