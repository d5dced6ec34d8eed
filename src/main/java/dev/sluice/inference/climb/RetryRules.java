package dev.sluice.inference.climb;

import dev.sluice.config.route.RetryConfig;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.DoubleSupplier;

/**
 * Whether and when a failed rung is tried again. Pure except for its clock and its random numbers.
 */
final class RetryRules {
    private final Clock clock;
    private final DoubleSupplier random;

    /** @param random gives numbers from 0 to 1 */
    RetryRules(Clock clock, DoubleSupplier random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * How long to wait before the same rung is tried again; null if it is not.
     *
     * @param tries how often it has been tried again already
     * @param left the time left of the inference's total
     */
    @Nullable
    Duration waitFor(UpstreamFailure failure, RetryConfig settings, int tries, Duration left) {
        if (tries >= settings.max() || !mayPass(failure)) {
            return null;
        }
        Duration said = saidBy(failure);
        long backOff = settings.delay().toNanos() << Math.min(tries, 20);
        Duration own = Duration.ofNanos((long) (backOff * (1 - random.getAsDouble() / 2)));
        Duration wait = said == null || said.compareTo(own) < 0 ? own : said;
        return wait.compareTo(settings.maxWait()) > 0 || wait.compareTo(left) >= 0 ? null : wait;
    }

    /** Whether the failure may be temporary. A deadline is not, because the time is spent. */
    private static boolean mayPass(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Unreachable ignored -> true;
            case UpstreamFailure.Cut ignored -> true;
            case UpstreamFailure.Busy ignored -> true;
            case UpstreamFailure.Refused refused ->
                switch (refused.status()) {
                    case 408, 409, 429, 500, 502, 503, 504, 529 -> true;
                    default -> false;
                };
            case UpstreamFailure.Invalid ignored -> false;
            case UpstreamFailure.TimedOut ignored -> false;
            case UpstreamFailure.BreakerOpen ignored -> false;
        };
    }

    private @Nullable Duration saidBy(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.Busy busy -> busy.retryAfter();
            case UpstreamFailure.Refused refused -> saidBy(refused.headers());
            default -> null;
        };
    }

    /**
     * {@code retry-after-ms} as OpenAI sends it, else {@code retry-after} in seconds or as a date
     * (RFC 9110, 10.2.3).
     */
    private @Nullable Duration saidBy(MultiMap headers) {
        Double millis = number(headers.get("retry-after-ms"));
        if (millis != null) {
            return Duration.ofMillis(millis.longValue());
        }
        String after = headers.get("retry-after");
        Double seconds = number(after);
        if (seconds != null) {
            return Duration.ofMillis((long) (seconds * 1000));
        }
        if (after == null) {
            return null;
        }
        try {
            Instant at = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration until = Duration.between(clock.instant(), at);
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Double number(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            double value = Double.parseDouble(text.strip());
            return value >= 0 && value < 1e12 ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
