package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.climb.NextStep.Standing;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/** The one decision of the ladder, as a table. */
class NextStepTest {
    private static final Duration SOON = Duration.ofMillis(20);

    @ParameterizedTest
    @CsvSource({
        // awaited, failure, retry, next rung, an unsure answer → what comes
        "true,  passing,  true,  1,  false, retry",
        "true,  passing,  true,  1,  true,  retry",
        "true,  passing,  true,  -1, true,  retry",
        "true,  passing,  false, 1,  false, rung 1",
        "true,  passing,  false, 2,  true,  rung 2",
        "true,  passing,  false, -1, true,  best",
        "true,  passing,  false, -1, false, nothing",
        "true,  none,     false, 1,  true,  rung 1",
        "true,  none,     false, -1, true,  best",
        "true,  none,     false, -1, false, nothing",
        "true,  request,  false, 1,  false, nothing",
        "true,  request,  true,  1,  false, nothing",
        "true,  request,  false, 1,  true,  best",
        "true,  too late, false, 1,  false, nothing",
        "true,  too late, false, 1,  true,  best",
        "false, passing,  true,  1,  true,  nothing",
        "false, none,     false, 1,  true,  nothing",
    })
    void decides(
            boolean awaited,
            String failure,
            boolean retry,
            int nextRung,
            boolean unsure,
            String expected) {
        Standing standing =
                new Standing(awaited, failure(failure), retry ? SOON : null, nextRung, unsure);

        assertThat(words(NextStep.after(standing))).isEqualTo(expected);
    }

    /** Where the budget says no to a retry, it is decided once more. */
    @ParameterizedTest
    @CsvSource({"1, false, rung 1", "-1, true, best", "-1, false, nothing"})
    void goesOnWithoutABudget(int nextRung, boolean unsure, String expected) {
        Standing standing = new Standing(true, failure("passing"), SOON, nextRung, unsure);

        assertThat(words(NextStep.after(standing.withoutRetry()))).isEqualTo(expected);
    }

    private static @Nullable UpstreamFailure failure(String kind) {
        return switch (kind) {
            case "passing" -> new UpstreamFailure.Unreachable("down");
            case "request" ->
                new UpstreamFailure.Refused(
                        422, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), "refused");
            case "too late" ->
                new UpstreamFailure.TimedOut(Deadlines.Phase.TOTAL.label(), "too late");
            default -> null;
        };
    }

    private static String words(NextStep step) {
        return switch (step) {
            case NextStep.Retry retry -> {
                assertThat(retry.after()).isEqualTo(SOON);
                yield "retry";
            }
            case NextStep.NextRung next -> "rung " + next.index();
            case NextStep.BestOfUnsure ignored -> "best";
            case NextStep.GiveUp ignored -> "nothing";
        };
    }
}
