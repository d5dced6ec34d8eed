package dev.sluice.config.bind;

import org.jspecify.annotations.Nullable;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A range of IP addresses, written as an address or as {@code address/prefix}.
 *
 * @param address the first address of the range; the bits after the prefix are zero
 * @param prefix how many leading bits all addresses of the range share
 */
public record Network(InetAddress address, int prefix) {
    /** The form of a range, as a regular expression; {@link #parse} is stricter. */
    public static final String NOTATION = "[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?";

    /** The form of a range, in words. */
    public static final String EXPECTED =
            "an address, or a range such as 10.0.0.0/8 or fd00::/8 with no bits set behind its "
                    + "prefix";

    /** Replaces a range that could not be read. */
    public static final Network NOWHERE = new Network(InetAddress.ofLiteral("0.0.0.0"), 32);

    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern NUMBER_LAST =
            Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    /** The range, or null when the text is not one. */
    public static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null || (address instanceof Inet4Address && text.contains(":"))) {
            return null; // Java reads ::ffff:1.2.3.4 as IPv4, so its prefix would count
            // other bits than intended.
        }
        int bits = address.getAddress().length * 8;
        String length = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
        if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > bits) {
            return null;
        }
        Network network = new Network(address, Integer.parseInt(length));
        return network.hasBitsBehindPrefix() ? null : network;
    }

    /**
     * The address, if the text is one in the usual notation of its family; otherwise null. Asks no
     * name server.
     */
    public static @Nullable InetAddress literal(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Whether a host ends in a number but is not an address in the usual notation, such as {@code
     * 0x7f.1}; programs disagree about what that means.
     */
    public static boolean isOddLiteral(String host) {
        return NUMBER_LAST.matcher(host).matches() && literal(host) == null;
    }

    /** Whether an address is in the range; false for an address of the other family. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] its = other.getAddress();
        if (mine.length != its.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit));
            if (((mine[bit / 8] ^ its[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean hasBitsBehindPrefix() {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The notation used in the file. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
