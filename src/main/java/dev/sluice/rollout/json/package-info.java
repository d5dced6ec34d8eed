/**
 * Definitions of experiments as JSON: the same text in the API, in the database and in the file
 * that keeps the last snapshot. {@link dev.sluice.rollout.json.DefinitionReader} first. Pure.
 */
@NullMarked
package dev.sluice.rollout.json;

import org.jspecify.annotations.NullMarked;
