/**
 * What there is and how it is doing, for people: {@link dev.sluice.overview.ModelsResource} lists
 * the models and their upstreams, {@link dev.sluice.overview.KeysResource} the keys. Reads what
 * other rooms know, decides nothing, and nobody imports it.
 */
@NullMarked
package dev.sluice.overview;

import org.jspecify.annotations.NullMarked;
