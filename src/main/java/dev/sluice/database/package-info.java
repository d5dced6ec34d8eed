/**
 * The way to PostgreSQL: its address, its tables, transactions on the pool's connections and on
 * somebody's own. {@link dev.sluice.database.Lanes} first, then {@link
 * dev.sluice.database.OwnConnection} for who needs a session. May import {@code vocabulary},
 * {@code common} and the kernel of the configuration.
 */
@NullMarked
package dev.sluice.database;

import org.jspecify.annotations.NullMarked;
