/**
 * Judges an answer by what was read of it, or by calls to other models. {@link
 * dev.sluice.inference.judge.AttemptJudge} first.
 */
@NullMarked
package dev.sluice.inference.judge;

import org.jspecify.annotations.NullMarked;
