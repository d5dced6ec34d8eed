package dev.sluice.upstream.openai;

import dev.sluice.egress.AddressRefusedException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.http.HttpClosedException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

/** Explains why a connection failed, without any address. */
final class Causes {
    private Causes() {}

    /** The failure of an attempt that got no connection. */
    static UpstreamFailure connectFailure(String upstream, Throwable cause, long deadlineMillis) {
        // The client's own clock, which includes waiting for the pool, TCP and TLS.
        return cause instanceof TimeoutException
                        || cause instanceof io.netty.channel.ConnectTimeoutException
                ? new UpstreamFailure.TimedOut(
                        "connect",
                        "upstream '" + upstream + "' exceeded the connect deadline of "
                                + deadlineMillis + " ms")
                : new UpstreamFailure.Unreachable(
                        "upstream '" + upstream + "' can't be reached: " + ofConnect(cause));
    }

    private static String ofConnect(Throwable cause) {
        return switch (cause) {
            case UnknownHostException ignored -> "its host name does not resolve";
            case AddressRefusedException refused -> String.valueOf(refused.getMessage());
            case SSLException ignored -> "the TLS handshake failed";
            case ConnectException ignored -> "the connection was refused";
            case io.vertx.core.http.ConnectionPoolTooBusyException ignored ->
                "all its connections are busy";
            default -> "no connection (" + cause.getClass().getSimpleName() + ")";
        };
    }

    /** Whether the whole connection broke, and not just one stream on it. */
    static boolean isClosedConnection(Throwable cause) {
        return cause instanceof HttpClosedException || cause instanceof IOException;
    }
}
