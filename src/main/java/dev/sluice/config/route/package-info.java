/**
 * The settings of what clients can ask for: models, routes, their ladders and what happens along
 * them. Begin with {@link dev.sluice.config.route.RouteConfig}. May import {@code config.upstream},
 * {@code config.record} and {@code confidence.settings}.
 */
@NullMarked
package dev.sluice.config.route;

import org.jspecify.annotations.NullMarked;
