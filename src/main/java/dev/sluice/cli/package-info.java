/**
 * The commands behind {@code ./sluice}, one class each. The only place that writes to the terminal.
 */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
