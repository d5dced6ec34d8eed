package dev.sluice.evaluation;

import dev.sluice.confidence.CalibrationMethod;
import dev.sluice.confidence.ExpectedCalibrationError;
import dev.sluice.confidence.Labels;
import dev.sluice.confidence.Share;
import dev.sluice.confidence.Threshold;
import dev.sluice.confidence.store.ModelCalibration;

import org.jspecify.annotations.Nullable;

/**
 * What labels say about one model. Its labels are parted in three: one part fits the calibration,
 * one chooses the threshold, one confirms it. Calibration errors are those of the parts that did
 * not fit it.
 *
 * @param calibration as it is written
 * @param method how it was fitted
 * @param correct how many of all labels are right
 * @param parts how many labels fit, choose and confirm
 * @param before of the raw scores
 * @param after of the calibrated ones
 * @param brierBefore of the raw scores
 * @param brierAfter of the calibrated ones
 * @param riskCoverageArea of the calibrated ones
 * @param choosing the labels that the threshold is chosen on, calibrated
 * @param chosen the threshold; null when none does what is wanted
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
        /** It does what is wanted there too, by its bound. */
        CONFIRMED,

        /** It does what is wanted there too, but they are too few to prove it by themselves. */
        CONSISTENT,

        /** It does not do there what is wanted. */
        FAILED,

        /** There is no threshold to confirm. */
        NO_THRESHOLD
    }
}
