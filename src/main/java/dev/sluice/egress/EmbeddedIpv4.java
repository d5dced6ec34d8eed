package dev.sluice.egress;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Finds the IPv4 address embedded in an IPv6 address, which a translator or a tunnel on the way
 * would connect to. IPv4-mapped addresses are not looked for; Java has already turned them into
 * IPv4.
 */
final class EmbeddedIpv4 {
    private EmbeddedIpv4() {}

    static @Nullable InetAddress of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return null;
        }
        byte[] bytes = address.getAddress();
        if (startsWith(bytes, 0x20, 0x02)) {
            return at(bytes, 2, 0); // 6to4, RFC 3056
        }
        if (startsWith(bytes, 0x20, 0x01, 0, 0)) {
            return at(bytes, 12, 0xff); // Teredo, RFC 4380: the client's address, inverted
        }
        boolean nat64 =
                startsWith(bytes, 0, 0x64, 0xff, 0x9b); // RFC 6052, and RFC 8215 for 64:ff9b:1::/48
        boolean compatible =
                isZero(bytes, 0, 12) && !isZero(bytes, 12, 15); // RFC 4291; not ::1 and the like
        boolean isatap = (bytes[8] & 0xfd) == 0
                && bytes[9] == 0
                && bytes[10] == 0x5e
                && bytes[11] == (byte) 0xfe;
        return nat64 || compatible || isatap ? at(bytes, 12, 0) : null;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[i] != (byte) prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, new byte[to - from], 0, to - from);
    }

    private static InetAddress at(byte[] bytes, int index, int mask) {
        byte[] four = Arrays.copyOfRange(bytes, index, index + 4);
        for (int i = 0; i < four.length; i++) {
            four[i] ^= (byte) mask;
        }
        try {
            return InetAddress.getByAddress(four);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // Four bytes are an address.
        }
    }
}
