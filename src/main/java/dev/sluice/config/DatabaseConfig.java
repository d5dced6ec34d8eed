package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/** Where Sluice keeps what must survive. */
public record DatabaseConfig(
        @Setting("postgresql://user:password@host:port/database. Absent: an embedded PostgreSQL in the data directory.")
        @Nullable
        Secret url) {}
