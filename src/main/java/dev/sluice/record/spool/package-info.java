/**
 * The log on disk through which all records go, so that a database that is away costs none. Begin
 * with {@link dev.sluice.record.spool.Spool}; how a record is written stands in {@link
 * dev.sluice.record.spool.Layout}. Imports the records, and nothing of the database.
 */
@NullMarked
package dev.sluice.record.spool;

import org.jspecify.annotations.NullMarked;
