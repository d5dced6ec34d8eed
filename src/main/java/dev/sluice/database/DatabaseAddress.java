package dev.sluice.database;

import io.vertx.pgclient.PgConnectOptions;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.util.Optional;

/** The address of the database, for connections outside the pool. */
@Singleton
public class DatabaseAddress {
    private static final String REACTIVE_PREFIX = "vertx-reactive:";
    private static final int CONNECT_MILLIS = 5_000;

    private final PgConnectOptions options;

    DatabaseAddress(
            @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        options = PgConnectOptions.fromUri(
                url.startsWith(REACTIVE_PREFIX) ? url.substring(REACTIVE_PREFIX.length()) : url);
        user.ifPresent(options::setUser);
        password.ifPresent(options::setPassword);
    }

    /**
     * Options for one connection, which its owner discards after any failure.
     *
     * @param name the connection's name, as the database shows it
     */
    public PgConnectOptions options(String name) {
        return named(options, name);
    }

    public static PgConnectOptions named(PgConnectOptions to, String name) {
        PgConnectOptions own = new PgConnectOptions(to).addProperty("application_name", name);
        own.setReconnectAttempts(0);
        own.setConnectTimeout(CONNECT_MILLIS).setTcpKeepAlive(true);
        return own;
    }
}
