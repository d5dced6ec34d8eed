/**
 * Experiments in the database, and the way of every change from there to the requests: one
 * transaction for row, audit and sequence, a notification, a snapshot, a file that keeps the last
 * one. {@link dev.sluice.rollout.store.ExperimentTable} first, then {@link
 * dev.sluice.rollout.store.SnapshotWatch}.
 */
@NullMarked
package dev.sluice.rollout.store;

import org.jspecify.annotations.NullMarked;
