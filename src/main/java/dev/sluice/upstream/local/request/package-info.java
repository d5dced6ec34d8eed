/**
 * What an engine is asked instead of what a client has asked: {@link
 * dev.sluice.upstream.local.request.LocalRequest} first. May import {@code upstream}, {@code
 * vocabulary} and {@code common}.
 */
@NullMarked
package dev.sluice.upstream.local.request;

import org.jspecify.annotations.NullMarked;
