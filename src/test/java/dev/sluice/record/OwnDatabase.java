package dev.sluice.record;

import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.TcpProxy;

import io.vertx.pgclient.PgConnectOptions;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A new, empty database on the tests' server, behind a proxy that can take it away. */
final class OwnDatabase implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final PgConnectOptions direct;
    private final TcpProxy proxy;

    OwnDatabase() throws IOException, SQLException {
        PgConnectOptions server = PgConnectOptions.fromUri(GatewayResource.database());
        String name = "records_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        direct = new PgConnectOptions(server).setDatabase(name);
        proxy = new TcpProxy(server.getPort());
    }

    /** By way of the proxy. */
    PgConnectOptions options() {
        return new PgConnectOptions(direct).setHost("127.0.0.1").setPort(proxy.port());
    }

    TcpProxy proxy() {
        return proxy;
    }

    /** Past the proxy. */
    void execute(String sql) throws SQLException {
        try (Connection connection = connect(direct);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of every row, as text; past the proxy. */
    List<String> column(String sql) {
        try (Connection connection = connect(direct);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long count(String sql) {
        return Long.parseLong(column(sql).getFirst());
    }

    /** Connections of the recorder that the server knows. */
    long connections() {
        return count(
                "select count(*) from pg_stat_activity where application_name = 'sluice-records' "
                        + "and datname = '"
                        + direct.getDatabase() + "'");
    }

    private static Connection connect(PgConnectOptions to) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {to.getHost()});
        source.setPortNumbers(new int[] {to.getPort()});
        source.setDatabaseName(to.getDatabase());
        source.setUser(to.getUser());
        source.setPassword(to.getPassword());
        return source.getConnection();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}
