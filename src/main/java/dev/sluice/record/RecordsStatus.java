package dev.sluice.record;

/**
 * The state of the record backlog.
 *
 * @param waiting records on disk that the database does not have yet
 * @param spoolBytes disk space they take
 * @param oldestAgeSeconds age of the oldest of them; 0 when there are none
 * @param dropped whether a record was lost within the last minute
 */
public record RecordsStatus(
        long waiting, long spoolBytes, double oldestAgeSeconds, boolean dropped) {}
