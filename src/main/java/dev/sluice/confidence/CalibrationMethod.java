package dev.sluice.confidence;

import java.util.Locale;

/** The ways of fitting a calibration. */
public enum CalibrationMethod {
    /** A line on the logit. It has only two parameters, so a few labels are enough. */
    PLATT,

    /** Any rising curve. Given many labels it follows any shape. */
    ISOTONIC,

    /** One parameter on the logit, which leaves 0.5 where it is. */
    TEMPERATURE;

    /**
     * With this many labels or more isotonic regression is the better choice; with fewer it follows
     * the noise.
     */
    static final int ISOTONIC_FROM = 1_000;

    /** The method for a number of labels. */
    public static CalibrationMethod forLabels(int labels) {
        return labels >= ISOTONIC_FROM ? ISOTONIC : PLATT;
    }

    /** Fits a calibration to at least one label. */
    public Calibration fit(Labels labels) {
        return switch (this) {
            case PLATT -> PlattFit.fit(labels);
            case ISOTONIC -> IsotonicFit.fit(labels);
            case TEMPERATURE -> TemperatureFit.fit(labels);
        };
    }

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
