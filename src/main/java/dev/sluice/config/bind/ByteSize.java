package dev.sluice.config.bind;

/** A number of bytes, written in the file as a number, or with the unit KiB, MiB or GiB. */
public record ByteSize(long bytes) {
    /** The shortest exact notation: {@code 16KiB}, or the plain number. */
    @Override
    public String toString() {
        if (bytes == 0 || bytes % 1024 != 0) {
            return Long.toString(bytes);
        }
        if (bytes % (1L << 30) == 0) {
            return (bytes >> 30) + "GiB";
        }
        return bytes % (1L << 20) == 0 ? (bytes >> 20) + "MiB" : (bytes >> 10) + "KiB";
    }
}
