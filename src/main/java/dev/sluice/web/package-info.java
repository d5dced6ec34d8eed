/**
 * What every resource of the administration API has in common: {@link dev.sluice.web.Query} reads
 * parameters, {@link dev.sluice.web.JsonBody} and {@link dev.sluice.web.JsonFields} a body, {@link
 * dev.sluice.web.Faults} collects what is wrong with them, and a {@link dev.sluice.web.Problem} is
 * how a request ends that can't be answered. May import {@code common} and {@code database}.
 */
@NullMarked
package dev.sluice.web;

import org.jspecify.annotations.NullMarked;
