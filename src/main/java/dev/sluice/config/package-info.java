/**
 * {@code sluice.yaml}, from the file to the configuration in force. Begin with {@link
 * dev.sluice.config.SluiceConfig}, the root of all settings. A subpackage has the settings of one
 * feature, each record beside its rules, and does not know this package. Ground rooms and {@code
 * confidence} keep theirs themselves (ADR 0023). May import those and {@code vocabulary}.
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
