package dev.sluice.overview;

import dev.sluice.config.bind.Shown;
import dev.sluice.config.upstream.BreakerConfig;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.upstream.BreakerStates;
import dev.sluice.vocabulary.BreakerState;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One upstream as the API shows it; nothing of its credentials.
 *
 * @param provider as in {@code sluice.yaml}; null for one that is built in
 * @param address without a user and a query, which may be credentials; null without one
 * @param breaker null when it has none
 * @param models the names of those it serves
 */
record UpstreamView(
        String name,
        @Nullable String provider,
        @Nullable String address,
        @Nullable Breaker breaker,
        List<String> models) {
    /**
     * Whether it is called.
     *
     * @param since when the state began; null before the first call
     * @param retryAt from when on a request may try it again; null unless it is open
     */
    record Breaker(
            BreakerState state,
            @Nullable Instant since,
            @Nullable Instant retryAt) {}

    /** @param settings null for one that is built in */
    static UpstreamView of(
            String name,
            @Nullable UpstreamConfig settings,
            BreakerStates.Report report,
            List<String> models) {
        if (settings == null) {
            return new UpstreamView(name, null, null, null, models);
        }
        return new UpstreamView(
                name,
                settings.provider().name().toLowerCase(Locale.ROOT),
                settings.url() == null ? null : Shown.address(settings.url().toString()),
                breaker(settings.breaker(), report),
                models);
    }

    private static @Nullable Breaker breaker(BreakerConfig settings, BreakerStates.Report report) {
        if (!settings.enabled()) {
            return null;
        }
        Instant since = report.since();
        Instant retryAt = since == null || report.state() != BreakerState.OPEN
                ? null
                : since.plus(settings.delay());
        return new Breaker(report.state(), since, retryAt);
    }
}
