package dev.sluice.inference;

import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Makes the scores that take calls of their own. */
@Singleton
class LateScores {
    /** For that attempt; null when its source takes no calls. */
    @Nullable
    LateScore of(Climb climb, Contender contender, AttemptTerms terms) {
        return null;
    }
}
