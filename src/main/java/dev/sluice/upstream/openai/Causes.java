package dev.sluice.upstream.openai;

import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says why a connection failed, in words that hold no address. */
final class Causes {
    private static final String LATE = "no connection within the connect deadline";

    private Causes() {}

    static String ofConnect(Throwable cause) {
        return switch (cause) {
            case UnknownHostException ignored -> "its host name does not resolve";
            case AddressRefusedException refused -> String.valueOf(refused.getMessage());
            case SSLException ignored -> "the TLS handshake failed";
            case io.netty.channel.ConnectTimeoutException ignored -> LATE;
            // Of the client's own clock, which runs while the pool waits, TCP connects and TLS shakes hands.
            case TimeoutException ignored -> LATE;
            case ConnectException ignored -> "the connection was refused";
            case io.vertx.core.http.ConnectionPoolTooBusyException ignored -> "all its connections are busy";
            default -> "no connection (" + cause.getClass().getSimpleName() + ")";
        };
    }

    /** Whether the whole connection broke, and not just one stream on it or what came over it. */
    static boolean isClosedConnection(Throwable cause) {
        return cause instanceof HttpClosedException || cause instanceof IOException;
    }
}
