/**
 * Access to PostgreSQL: its address, its tables, transactions on pool connections and on separate
 * ones. Begin with {@link dev.sluice.database.Lanes}, then {@link
 * dev.sluice.database.OwnConnection} for code that needs a session. May import the
 * kernel of the configuration.
 */
@NullMarked
package dev.sluice.database;

import org.jspecify.annotations.NullMarked;
