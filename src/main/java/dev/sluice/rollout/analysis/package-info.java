/**
 * What an experiment's figures say: read from the database by unit and stage, judged by the
 * statistics, put into words. {@link dev.sluice.rollout.analysis.AnalysisRepository} has the
 * queries, {@link dev.sluice.rollout.analysis.Tally} what they give, and everything after that is
 * pure; {@code docs/statistics.md} says where the numbers come from.
 */
@NullMarked
package dev.sluice.rollout.analysis;

import org.jspecify.annotations.NullMarked;
