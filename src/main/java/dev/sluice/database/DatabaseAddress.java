package dev.sluice.database;

import io.vertx.pgclient.PgConnectOptions;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.util.Optional;

/** Where the database is, for those who need a connection of their own beside the pool. */
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
     * For one connection, which its owner throws away after any failure.
     *
     * @param name that the database shows for it
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
