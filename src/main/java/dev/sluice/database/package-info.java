/**
 * The way to PostgreSQL: its address, its tables, transactions on the pool's connections and on
 * somebody's own. {@link dev.sluice.database.Lane} first, then {@link
 * dev.sluice.database.OwnConnection} for who needs a session. May import {@code vocabulary} and
 * {@code common}.
 */
@NullMarked
package dev.sluice.database;

import org.jspecify.annotations.NullMarked;
