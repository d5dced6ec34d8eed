package dev.sluice.testing;

import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The one database server of the tests, and databases on it for those that need one of their own.
 */
public final class TestDatabase {
    private TestDatabase() {}

    /** The address of the database that the gateway under test uses, for the reactive client. */
    public static String url() {
        try {
            return GatewayResource.database();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of an empty database of that name; what it held before is gone. */
    public static String empty(String name) {
        try (Connection connection = connect(url());
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name + " with (force)");
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return url().replaceFirst("/[^/]*$", "/" + name);
    }

    /** Brings the tables of a database up to date. */
    public static String migrate(String url) {
        return migrate(url, "latest");
    }

    /** Brings them to a version. */
    public static String migrate(String url, String version) {
        Flyway.configure().dataSource(source(url)).target(version).load().migrate();
        return url;
    }

    /** A connection of the test's own. */
    public static Connection connect(String url) {
        try {
            return source(url).getConnection();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static PGSimpleDataSource source(String url) {
        URI address = URI.create(url);
        String[] user = address.getUserInfo().split(":", 2);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://" + address.getHost() + ":" + address.getPort()
                + address.getPath());
        source.setUser(user[0]);
        source.setPassword(user[1]);
        return source;
    }
}
