package dev.sluice.confidence;

import java.util.Locale;

/** The ways of fitting a calibration. */
public enum CalibrationMethod {
    /** A line on the logit. Two numbers: also from few labels. */
    PLATT,

    /** Whatever rises. Needs many labels, and then follows any shape. */
    ISOTONIC,

    /** One number on the logit, which keeps 0.5 where it is. */
    TEMPERATURE;

    /**
     * From so many labels on isotonic regression is the better choice; below it follows the noise.
     */
    static final int ISOTONIC_FROM = 1_000;

    /** The method for so many labels. */
    public static CalibrationMethod forLabels(int labels) {
        return labels >= ISOTONIC_FROM ? ISOTONIC : PLATT;
    }

    /** The calibration that this method makes of at least one label. */
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
