package dev.sluice.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/**
 * The database as the process that owns it leaves it, each time in a process of its own. They find
 * what the one before has left, as a restarted Sluice does: only the first has to make it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedDatabaseTest {
    @TempDir
    static Path data;

    private Owner owner;

    @BeforeEach
    void start() throws IOException {
        owner = Owner.start(data);
    }

    @AfterEach
    void stop() throws Exception {
        owner.killAndAwaitDatabase();
    }

    @Test
    void isDurableAndOnLoopbackOnly() throws Exception {
        try (Connection connection = owner.connect(owner.password())) {
            assertThat(show(connection, "fsync")).isEqualTo("on");
            assertThat(show(connection, "synchronous_commit")).isEqualTo("on");
            assertThat(show(connection, "full_page_writes")).isEqualTo("on");
            assertThat(show(connection, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(show(connection, "unix_socket_directories")).isEmpty();
        }
        // One that listened on every address would answer at this one too.
        assertThatThrownBy(() -> new Socket("127.0.0.2", owner.url.getPort()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    @Order(1)
    void letsNobodyInWithoutThePassword() throws IOException {
        assertThatThrownBy(() -> owner.connect("").close())
                .hasMessageContaining("requested SCRAM-based authentication");
        for (String password : new String[] {"postgres", owner.password() + "0"}) {
            assertThatThrownBy(() -> owner.connect(password).close())
                    .hasMessageContaining("password authentication failed");
        }
        assertThat(owner.password()).matches("[0-9a-f]{48}");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(data.resolve("postgres.password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void goesWithItsOwnerAndKeepsWhatWasWritten() throws Exception {
        try (Connection connection = owner.connect(owner.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept (word text)");
            statement.execute("insert into kept values ('still here')");
        }

        owner.killAndAwaitDatabase();
        owner = Owner.start(data);

        try (Connection connection = owner.connect(owner.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select word from kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("still here");
            assertThat(rows.next()).isFalse();
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet value = statement.executeQuery("show " + setting)) {
            value.next();
            return value.getString(1);
        }
    }

    /** A process that has started the database, and does nothing more. */
    private record Owner(Process process, Path data, URI url) {
        static Owner start(Path data) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            DatabaseOwner.class.getName(),
                            data.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out = process.inputReader();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(DatabaseOwner.READY)) {
                    return new Owner(
                            process,
                            data,
                            URI.create(line.substring(DatabaseOwner.READY.length())));
                }
            }
            throw new AssertionError("The owner ended without a database");
        }

        String password() throws IOException {
            return Files.readString(data.resolve("postgres.password")).strip();
        }

        Connection connect(String password) throws SQLException {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl("jdbc:postgresql://127.0.0.1:" + url.getPort() + url.getPath());
            return source.getConnection("postgres", password);
        }

        /**
         * Gives the owner no chance to do anything, and waits until its database has gone by
         * itself.
         */
        void killAndAwaitDatabase() throws Exception {
            Path pidFile = data.resolve("postgres").resolve("postmaster.pid");
            if (!process.isAlive()) {
                return;
            }
            long postmaster =
                    Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
            assertThat(isRunning(postmaster)).isTrue();
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 9);
            Eventually.equals(() -> isRunning(postmaster), false);
            // A fast shutdown has tidied up, where a crash would have left its pid file.
            assertThat(pidFile).doesNotExist();
        }

        /** A process that has ended but was not yet collected has no command any more. */
        private static boolean isRunning(long pid) {
            return ProcessHandle.of(pid)
                    .flatMap(handle -> handle.info().command())
                    .isPresent();
        }
    }
}
