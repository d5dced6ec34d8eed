/**
 * What all resources of the administration API share: {@link dev.sluice.web.Query} reads
 * parameters, {@link dev.sluice.web.JsonBody} and {@link dev.sluice.web.JsonFields} read a body,
 * {@link dev.sluice.web.Faults} collects their mistakes, and {@link dev.sluice.web.Problem} is the
 * error that a client gets. May import {@code common} and {@code database}.
 */
@NullMarked
package dev.sluice.web;

import org.jspecify.annotations.NullMarked;
