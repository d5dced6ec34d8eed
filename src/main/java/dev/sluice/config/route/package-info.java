/**
 * The settings of what can be asked for: models, routes, their ladders and what happens along them.
 * {@link dev.sluice.config.route.RouteConfig} first. May import {@code config.upstream}, {@code
 * config.record} and {@code confidence.settings}.
 */
@NullMarked
package dev.sluice.config.route;

import org.jspecify.annotations.NullMarked;
