package dev.sluice.rollout.control;

import dev.sluice.vocabulary.HoldKind;

/**
 * Why a stage is held.
 *
 * @param words for people, with the figures
 */
record HoldReason(HoldKind kind, String words) {
    /** As people read it beside the state. */
    String text() {
        return kind.label() + ": " + words;
    }
}
