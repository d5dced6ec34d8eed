/**
 * What {@code ./sluice} can do besides serving: plain picocli commands that start no Quarkus. {@link
 * dev.sluice.cli.ConfigCommand} first. May import what a command works on; nobody imports it but the entry point.
 */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
