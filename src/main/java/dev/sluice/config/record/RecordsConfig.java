package dev.sluice.config.record;

import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Days;
import dev.sluice.config.bind.Setting;

/** How records of inferences are kept. */
public record RecordsConfig(
        @Setting(
                value = "Maximum number of records that wait in memory for the disk; others "
                        + "are dropped and counted.",
                byDefault = "16384",
                min = 64,
                max = 1_048_576)
        int queue,

        @Setting(
                value = "Disk space for records in the data directory until the database has "
                        + "them;"
                        + " when it is full, records are dropped and counted.",
                byDefault = "1GiB",
                min = 1_048_576,
                max = 1_099_511_627_776L)
        ByteSize spool,

        @Setting(
                value = "How long records are kept: days, or forever. Whole days are dropped, "
                        + "counted in UTC.",
                byDefault = "90d")
        Days keep,

        @Setting(
                value = "How long the text of prompts and answers is kept, on routes that keep "
                        + "any; at most as long as keep.",
                byDefault = "30d")
        Days keepText) {}
