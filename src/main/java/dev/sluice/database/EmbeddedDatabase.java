package dev.sluice.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A PostgreSQL of our own in the data directory, for one machine and for tests. It runs real
 * binaries, listens on the loopback address only, and has a password made on the first start.
 *
 * <p>It never outlives this process: a small shell process waits for the end of a pipe that only
 * this process holds open, then asks the server for a fast shutdown. So even {@code kill -9} leaves
 * nothing behind, and on an ordinary stop the database stops last.
 */
public final class EmbeddedDatabase {
    private static final String DATABASE = "sluice";
    private static final String USER = "postgres";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Runs when the pipe ends. SIGINT to the postmaster, whose process id is the first line of its
     * pid file, is PostgreSQL's fast shutdown.
     */
    private static final String TETHER_SCRIPT = """
            trap '' INT HUP TERM
            cat >/dev/null
            kill -INT "$(head -n 1 "$1/postmaster.pid")" 2>/dev/null
            """;

    private static final String ACCESS_RULES = """
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;

    private final int port;
    private final String password;

    private EmbeddedDatabase(int port, String password) {
        this.port = port;
        this.password = password;
    }

    /**
     * Starts the database, and creates it on the first start.
     *
     * @param dataDir Sluice's data directory; the database goes into its subdirectory {@code
     *     postgres}
     * @throws IOException when it can't be started: there are no binaries for this machine, or the
     *     directory is in use
     */
    public static EmbeddedDatabase start(Path dataDir) throws IOException {
        Path directory = Files.createDirectories(dataDir.resolve("postgres")).toAbsolutePath();
        awaitPredecessor(directory);
        String password = password(dataDir.resolve("postgres.password"));
        tether(directory);
        try {
            EmbeddedPostgres server = launch(dataDir, directory, password);
            prepare(server, directory, password);
            return new EmbeddedDatabase(server.getPort(), password);
        } catch (IllegalStateException e) {
            throw new IOException(
                    "the database in " + directory + " can't be started: " + e.getMessage()
                            + "; is another Sluice running with this data directory?",
                    e);
        } catch (SQLException e) {
            throw new IOException(
                    "the database in " + directory + " can't be prepared: " + e.getMessage(), e);
        }
    }

    /** URL for the reactive client; contains the password. */
    public String url() {
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + DATABASE;
    }

    /**
     * Waits for the server of the previous process, which may still be shutting down; two servers
     * must not share a directory.
     */
    private static void awaitPredecessor(Path directory) throws IOException {
        Path pidFile = directory.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        try (Stream<String> lines = Files.lines(pidFile)) {
            long pid = Long.parseLong(lines.findFirst().orElse("").strip());
            CompletableFuture<ProcessHandle> exit = ProcessHandle.of(pid)
                    .filter(process -> process.info().command().orElse("").contains("postgres"))
                    .map(ProcessHandle::onExit)
                    .orElse(CompletableFuture.completedFuture(ProcessHandle.current()));
            exit.get(10, TimeUnit.SECONDS);
        } catch (NumberFormatException e) {
            // An incomplete pid file, of a server that was killed while starting: PostgreSQL
            // replaces it.
        } catch (TimeoutException e) {
            throw new IOException(
                    "the database in " + directory
                            + " is in use by another Sluice; stop it or use another --data",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the database in " + directory, e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException("the database process in " + directory + " can't be watched", e);
        }
    }

    private static void tether(Path directory) throws IOException {
        // The tether's standard input stays open for as long as this process lives; nothing is ever
        // written to it.
        new ProcessBuilder(List.of(
                        "/bin/sh", "-c", TETHER_SCRIPT, "sluice-tether", directory.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String password(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        // Written, then moved: a crash in between must not leave an empty password behind.
        Path written = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "postgres",
                ".password",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(written, password);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    /** The library is made for tests and turns durability off; this database must keep its data. */
    @SuppressWarnings("resource") // The server runs on; the tether stops it.
    private static EmbeddedPostgres launch(Path dataDir, Path directory, String password)
            throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setOverrideWorkingDirectory(
                        dataDir.resolve("postgres-binaries").toAbsolutePath().toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(PATIENCE)
                .setConnectConfig("password", password)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "100")
                .start();
    }

    /**
     * On the first start, creates the database and sets the password of its one user; from then on
     * the password is required.
     */
    private static void prepare(EmbeddedPostgres server, Path directory, String password)
            throws SQLException, IOException {
        Path access = directory.resolve("pg_hba.conf");
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                statement.execute("create database " + DATABASE);
            }
            if (!Files.readString(access).equals(ACCESS_RULES)) {
                statement.execute("alter user " + USER + " password '" + password + "'");
                Files.writeString(access, ACCESS_RULES);
                statement.execute("select pg_reload_conf()");
            }
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery(
                "select 1 from pg_database where datname = '" + DATABASE + "'")) {
            return found.next();
        }
    }
}
