package dev.sluice.evaluation;

import dev.sluice.confidence.CalibrationMethod;
import dev.sluice.confidence.ExpectedCalibrationError;
import dev.sluice.confidence.Labels;
import dev.sluice.confidence.Share;
import dev.sluice.confidence.Threshold;
import dev.sluice.confidence.store.ModelCalibration;

import org.jspecify.annotations.Nullable;

/**
 * What the labels say about one model. They are divided into three parts: one fits the calibration,
 * one chooses the threshold, one confirms it. Calibration errors are measured on the parts that
 * were not used for fitting.
 *
 * @param calibration the calibration to write
 * @param method how it was fitted
 * @param correct how many of all labels are right
 * @param parts how many labels fit, choose and confirm
 * @param before calibration error of the raw scores
 * @param after calibration error of the calibrated scores
 * @param brierBefore Brier score of the raw scores
 * @param brierAfter Brier score of the calibrated scores
 * @param riskCoverageArea area under the risk-coverage curve of the calibrated scores
 * @param choosing the calibrated labels on which the threshold is chosen
 * @param chosen the threshold; null if none reaches the goal
 * @param confirmed the same threshold on the third part
 * @param verdict what the third part says
 */
public record ModelReport(
        ModelCalibration calibration,
        CalibrationMethod method,
        Share correct,
        Parts parts,
        ExpectedCalibrationError before,
        ExpectedCalibrationError after,
        double brierBefore,
        double brierAfter,
        double riskCoverageArea,
        Labels choosing,
        @Nullable Threshold chosen,
        @Nullable Threshold confirmed,
        Verdict verdict) {

    /** Sizes of the three parts. */
    public record Parts(int fit, int choose, int confirm) {}

    /** What the third part says about the threshold. */
    public enum Verdict {
        /** The threshold reaches the goal there too, even by its bound. */
        CONFIRMED,

        /**
         * The threshold reaches the goal there too, but the labels are too few to prove it by
         * themselves.
         */
        CONSISTENT,

        /** The threshold misses the goal there. */
        FAILED,

        /** There is no threshold to confirm. */
        NO_THRESHOLD
    }
}
