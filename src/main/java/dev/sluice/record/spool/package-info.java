/**
 * The log on disk that all records go through, so that a database outage loses none. Begin with
 * {@link dev.sluice.record.spool.Spool}; {@link dev.sluice.record.spool.Layout} is the format of a
 * record. Imports the records, and nothing of the database.
 */
@NullMarked
package dev.sluice.record.spool;

import org.jspecify.annotations.NullMarked;
