package dev.sluice.record.api;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Formats numbers for a {@link Story}. */
final class Figures {
    private static final int SHARE_DECIMALS = 2;

    /** Shares that agree to so many decimals count as equal. */
    private static final int SHARE_DECIMALS_MAX = 9;

    private static final double WHOLE_MILLIS = 10;

    private Figures() {}

    static String count(long number, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }

    static String millis(@Nullable Double millis) {
        double time = millis == null ? 0 : millis;
        return String.format(Locale.ROOT, time < WHOLE_MILLIS ? "%.1f ms" : "%,.0f ms", time);
    }

    static String money(BigDecimal usd) {
        return usd.toPlainString() + " USD";
    }

    /** With two decimals, or as many as it takes to tell it from the other share. */
    static String share(double share, @Nullable Double other) {
        int decimals = SHARE_DECIMALS;
        while (other != null
                && share != other
                && decimals < SHARE_DECIMALS_MAX
                && rounded(share, decimals).equals(rounded(other, decimals))) {
            decimals++;
        }
        return rounded(share, decimals);
    }

    private static String rounded(double share, int decimals) {
        return new BigDecimal(Double.toString(share))
                .setScale(decimals, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
