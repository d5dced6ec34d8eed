/**
 * The way to PostgreSQL: the embedded one, its address, lanes with bounds, migrations. {@link
 * dev.sluice.database.Lane} first.
 */
@NullMarked
package dev.sluice.database;

import org.jspecify.annotations.NullMarked;
