package dev.sluice.upstream.openai;

import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Says why a connection failed, in words that hold no address. */
final class Causes {
    private Causes() {}

    static String ofConnect(Throwable cause) {
        return switch (cause) {
            case UnknownHostException ignored -> "its host name does not resolve";
            case SSLException ignored -> "the TLS handshake failed";
            case io.netty.channel.ConnectTimeoutException ignored -> "no connection within the connect deadline";
            case ConnectException ignored -> "the connection was refused";
            case io.vertx.core.http.ConnectionPoolTooBusyException ignored -> "all its connections are busy";
            default -> "no connection (" + cause.getClass().getSimpleName() + ")";
        };
    }
}
