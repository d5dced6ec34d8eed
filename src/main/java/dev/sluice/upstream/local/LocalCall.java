package dev.sluice.upstream.local;

import dev.sluice.upstream.UpstreamCall;

import io.vertx.core.Context;

/**
 * One request in the local lane.
 *
 * @param upstream the lane's name
 * @param served the model that is asked, and its engine
 * @param call what the client asks
 * @param context the event loop of the request
 */
record LocalCall(String upstream, ServedModel served, UpstreamCall call, Context context) {}
