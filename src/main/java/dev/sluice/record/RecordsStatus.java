package dev.sluice.record;

/**
 * How the records do.
 *
 * @param waiting records on disk that the database does not have yet
 * @param spoolBytes disk they take
 * @param oldestAgeSeconds age of the oldest of them; 0 when there is none
 * @param dropped whether a record was lost within the last minute
 */
public record RecordsStatus(
        long waiting, long spoolBytes, double oldestAgeSeconds, boolean dropped) {}
