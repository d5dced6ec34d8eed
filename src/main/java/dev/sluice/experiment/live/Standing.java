package dev.sluice.experiment.live;

import dev.sluice.experiment.definition.Serving;

/**
 * What an ended experiment leaves: the route serves the winning variant to everybody, until
 * somebody writes it into the configuration and retires the experiment.
 *
 * @param experiment the ended experiment
 * @param route its route
 * @param variant the winner
 * @param serving what the winner serves, relative to what stood before
 */
public record Standing(String experiment, String route, String variant, Serving serving) {}
