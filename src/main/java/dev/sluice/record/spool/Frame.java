package dev.sluice.record.spool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The format of a record in a segment: a marker, the payload's length, a CRC32C of length and
 * payload, the payload. The checksum is mixed with a salt from the segment's head, so that nothing
 * a client wrote can pass for a frame when a damaged segment is searched for the next one.
 *
 * <p>A segment begins with a head of {@link #SEGMENT_HEAD} bytes: magic, version, salt, and the
 * CRC32C of these.
 */
final class Frame {
    static final int HEAD = 12;
    static final int SEGMENT_HEAD = 16;

    /** Maximum length of a payload, in bytes. */
    static final int PAYLOAD_MAX = 64 << 20;

    static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int MARKER = 0xC5_5A_F0_1D;
    private static final int MAGIC = 0x53_4C_55_52; // SLUR
    private static final int SEGMENT_VERSION = 1;

    private Frame() {}

    /** Fills in the head of a frame whose payload is in place. */
    static void seal(byte[] bytes, int at, int payload, int salt) {
        INT.set(bytes, at, MARKER);
        INT.set(bytes, at + 4, payload);
        INT.set(bytes, at + 8, checksum(bytes, at, payload) ^ salt);
    }

    static boolean isMarked(byte[] bytes, int at) {
        return (int) INT.get(bytes, at) == MARKER;
    }

    /** Length of the payload according to the frame's head; -1 when it is impossible. */
    static int payload(byte[] bytes, int at) {
        int length = (int) INT.get(bytes, at + 4);
        return length <= 0 || length > PAYLOAD_MAX ? -1 : length;
    }

    static boolean isSound(byte[] bytes, int at, int payload, int salt) {
        return (checksum(bytes, at, payload) ^ salt) == (int) INT.get(bytes, at + 8);
    }

    static byte[] segmentHead(int salt) {
        byte[] head = new byte[SEGMENT_HEAD];
        INT.set(head, 0, MAGIC);
        INT.set(head, 4, SEGMENT_VERSION);
        INT.set(head, 8, salt);
        INT.set(head, 12, headChecksum(head));
        return head;
    }

    static boolean isSegmentHead(byte[] head) {
        return (int) INT.get(head, 0) == MAGIC
                && (int) INT.get(head, 4) == SEGMENT_VERSION
                && (int) INT.get(head, 12) == headChecksum(head);
    }

    static int salt(byte[] head) {
        return (int) INT.get(head, 8);
    }

    private static int headChecksum(byte[] head) {
        CRC32C crc = new CRC32C();
        crc.update(head, 0, 12);
        return (int) crc.getValue();
    }

    private static int checksum(byte[] bytes, int at, int payload) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at + 4, 4);
        crc.update(bytes, at + HEAD, payload);
        return (int) crc.getValue();
    }
}
