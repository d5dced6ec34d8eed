package dev.sluice.database;

import io.vertx.pgclient.PgConnectOptions;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Migrates the database's tables to this version, once per start and whenever they turn out to be
 * missing. Blocks; runs on the applier's thread, which retries until the database is there. Flyway
 * keeps several gateways from migrating at once.
 *
 * <p>Uses Flyway's core and one short-lived JDBC connection: a pool and a transaction manager would
 * stay in memory for one second's work.
 */
public final class Migrations {
    /** Every file in {@code db/migration}, in order; a test checks that. */
    public static final List<String> FILES = List.of(
            "V1__inferences.sql",
            "V2__confidence.sql",
            "V3__feedback.sql",
            "V4__experiments.sql",
            "V5__hold_kind.sql",
            "V6__events.sql",
            "V7__inference_filters.sql",
            "V8__refusals.sql",
            "V9__feedback_of_own_key.sql",
            "V10__audit.sql");

    public static final String DIRECTORY = "db/migration/";

    private static final int CONNECT_SECONDS = 5;
    private static final int SOCKET_SECONDS = 60;

    private final PgConnectOptions database;

    public Migrations(PgConnectOptions database) {
        this.database = database;
    }

    /**
     * Runs the missing migrations.
     *
     * @throws FlywayException when the database is away, or its migration history does not fit this
     *     version
     */
    public void run() {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource())
                .resourceProvider(new Files())
                .javaMigrations()
                .loggers("slf4j")
                .load()
                .migrate();
    }

    private PGSimpleDataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {database.getHost()});
        source.setPortNumbers(new int[] {database.getPort()});
        source.setDatabaseName(database.getDatabase());
        source.setUser(database.getUser());
        source.setPassword(database.getPassword());
        source.setSslMode(database.getSslMode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SOCKET_SECONDS);
        source.setApplicationName("sluice-migrations");
        return source;
    }

    /**
     * Lists the migrations, since scanning the class path works differently in each kind of
     * package.
     */
    private static final class Files implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return FILES.stream()
                    .filter(file -> name.equals(file) || name.equals(DIRECTORY + file))
                    .findFirst()
                    .map(MigrationFile::new)
                    .orElse(null);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return FILES.stream()
                    .filter(file ->
                            file.startsWith(prefix) && Stream.of(suffixes).anyMatch(file::endsWith))
                    .<LoadableResource>map(MigrationFile::new)
                    .toList();
        }
    }

    private static final class MigrationFile extends LoadableResource {
        private final String name;

        MigrationFile(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            InputStream found =
                    Migrations.class.getClassLoader().getResourceAsStream(DIRECTORY + name);
            if (found == null) {
                throw new UncheckedIOException(
                        new IOException(DIRECTORY + name + " is not in this build"));
            }
            return new InputStreamReader(found, StandardCharsets.UTF_8);
        }

        @Override
        public String getAbsolutePath() {
            return DIRECTORY + name;
        }

        @Override
        public @Nullable String getAbsolutePathOnDisk() {
            return null;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
