package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.RetryConfig;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

class RetryRulesTest {
    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-08-24T12:00:00Z"), ZoneOffset.UTC);
    private static final RetryConfig THREE =
            new RetryConfig(3, Duration.ofMillis(100), Duration.ofSeconds(2), 1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final RetryRules rules = new RetryRules(NOON, () -> 0);

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504, 529})
    void triesAgainWhatMayPass(int status) {
        assertThat(wait(refused(status), 0)).isEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 400, 401, 403, 404, 413, 422, 501, 505})
    void doesNotTryAgainWhatWillNot(int status) {
        assertThat(wait(refused(status), 0)).isNull();
    }

    @Test
    void triesAgainAfterCutsAndRefusedConnectionsButNotAfterDeadlines() {
        assertThat(wait(new UpstreamFailure.Cut("cut"), 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(wait(new UpstreamFailure.Unreachable("nobody"), 0))
                .isEqualTo(Duration.ofMillis(100));
        assertThat(wait(new UpstreamFailure.TimedOut("head", "late"), 0)).isNull();
        assertThat(wait(new UpstreamFailure.Invalid(400, "no", "p", "c"), 0)).isNull();
        assertThat(wait(new UpstreamFailure.BreakerOpen("open", Duration.ofSeconds(1)), 0))
                .isNull();
    }

    @Test
    void waitsAsLongAsABusyUpstreamSays() {
        assertThat(wait(new UpstreamFailure.Busy("busy", Duration.ofMillis(700)), 0))
                .isEqualTo(Duration.ofMillis(700));
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "1, 200", "2, 400"})
    void doublesTheWait(int tries, long millis) {
        assertThat(wait(refused(503), tries)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void takesUpToHalfOffAtRandom() {
        assertThat(new RetryRules(NOON, () -> 1).waitFor(refused(503), THREE, 0, MINUTE))
                .isEqualTo(Duration.ofMillis(50));
        assertThat(new RetryRules(NOON, () -> 0.5).waitFor(refused(503), THREE, 2, MINUTE))
                .isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void triesNoMoreOftenThanItMay() {
        assertThat(wait(refused(503), 3)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after-ms | 250 | 250",
                "retry-after-ms | 250.9 | 250",
                "retry-after | 1 | 1000",
                "retry-after | ' 1.5 ' | 1500",
                "retry-after | Mon, 24 Aug 2026 12:00:02 GMT | 2000",
                "retry-after | Mon, 24 Aug 2026 11:00:00 GMT | 100",
                "retry-after | 0 | 100",
                "retry-after | soon | 100",
                "retry-after | -1 | 100",
                "retry-after | NaN | 100",
                "retry-after | 1e300 | 100",
                "retry-after | '' | 100"
            })
    void waitsAsLongAsTheUpstreamSaysAndNoShorterThanItself(
            String header, String value, long millis) {
        assertThat(wait(refused(429, header, value), 0)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void millisecondsGoBeforeSeconds() {
        assertThat(wait(refused(429, "retry-after", "1", "retry-after-ms", "300"), 0))
                .isEqualTo(Duration.ofMillis(300));
    }

    @ParameterizedTest
    @CsvSource({"2, true", "2.001, false", "3600, false"})
    void leavesAnUpstreamThatAsksForMoreThanTheLongestWait(String seconds, boolean again) {
        assertThat(wait(refused(429, "retry-after", seconds), 0) != null).isEqualTo(again);
    }

    @Test
    void doesNotWaitBeyondTheInferencesTime() {
        assertThat(rules.waitFor(refused(503), THREE, 0, Duration.ofMillis(100)))
                .isNull();
        assertThat(rules.waitFor(refused(503), THREE, 0, Duration.ofMillis(101)))
                .isEqualTo(Duration.ofMillis(100));
    }

    private Duration wait(UpstreamFailure failure, int tries) {
        return rules.waitFor(failure, THREE, tries, MINUTE);
    }

    private static UpstreamFailure refused(int status, String... headers) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            all.set(headers[i], headers[i + 1]);
        }
        return new UpstreamFailure.Refused(status, all, Buffer.buffer(), "refused");
    }
}
