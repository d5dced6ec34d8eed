package dev.sluice.config;

/** A number of bytes, written in the file as a plain number or with KiB, MiB or GiB behind it. */
public record ByteSize(long bytes) {}
