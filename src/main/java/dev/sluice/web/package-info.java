/**
 * How a resource of the administration API reads and answers: strict JSON, query parameters,
 * problems. {@link dev.sluice.web.JsonFields} first. May import {@code common}.
 */
@NullMarked
package dev.sluice.web;

import org.jspecify.annotations.NullMarked;
