package dev.sluice.config;

/** How records of inferences are kept. */
public record RecordsConfig(
        @Setting(
                value =
                        "Ended inferences that may wait in memory for the disk; beyond it they are dropped and counted.",
                byDefault = "16384",
                min = 64,
                max = 1_048_576)
        int queue,

        @Setting(
                value = "Disk that records may take in the data directory until the database has them;"
                        + " beyond it they are dropped and counted.",
                byDefault = "256MiB",
                min = 1_048_576,
                max = 1_099_511_627_776L)
        ByteSize spool) {}
