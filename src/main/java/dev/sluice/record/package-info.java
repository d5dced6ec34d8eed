/**
 * What became of every inference: its record and those of its attempts, on their way from the data
 * plane into the database, and read from there. Begin with {@link
 * dev.sluice.record.InferenceRecord} and {@link dev.sluice.record.Recorder}. The data plane hands
 * records over and never waits.
 */
@NullMarked
package dev.sluice.record;

import org.jspecify.annotations.NullMarked;
