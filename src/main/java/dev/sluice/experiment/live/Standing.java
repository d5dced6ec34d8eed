package dev.sluice.experiment.live;

import dev.sluice.experiment.definition.Serving;

/**
 * What an ended experiment has left: a route serves everybody the variant that has won, until
 * somebody writes it into the configuration and retires the experiment.
 *
 * @param experiment that has ended
 * @param route it was about
 * @param variant that has won
 * @param serving what that serves; relative to what stood before
 */
public record Standing(String experiment, String route, String variant, Serving serving) {}
