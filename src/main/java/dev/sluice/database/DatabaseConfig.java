package dev.sluice.database;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

/** Where the database is. */
public record DatabaseConfig(
        @Setting(
                value = "postgresql://user:password@host:port/database. Absent: an embedded "
                        + "PostgreSQL in the data directory.",
                expected = "a URL that starts with postgresql:// or postgres://",
                pattern = "postgres(ql)?://.+")
        @Nullable
        Secret url) {}
