package dev.sluice.egress;

import dev.sluice.config.bind.Network;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * A range that Sluice does not connect to unless {@code egress.allow} says so: where clouds keep a
 * machine's credentials, and what is not a single machine. Loopback and private ranges are allowed,
 * since teams run their own servers there.
 */
record RefusedRange(Network network, String what) {
    private static final String METADATA = "cloud metadata";

    private static final List<RefusedRange> ALL = List.of(
            of("0.0.0.0/8", "unspecified; this machine is 127.0.0.1"),
            of("169.254.0.0/16", "link-local"),
            of("169.254.169.254/32", METADATA), // AWS, Google, Azure, Oracle, DigitalOcean
            of("169.254.170.2/32", METADATA), // AWS ECS
            of("169.254.170.23/32", METADATA), // AWS EKS
            of("100.100.100.200/32", METADATA), // Alibaba
            of("168.63.129.16/32", METADATA), // Azure's wire server
            of("192.0.0.192/32", METADATA), // Oracle classic
            of("224.0.0.0/4", "multicast"),
            of("240.0.0.0/4", "reserved"),
            of("255.255.255.255/32", "broadcast"),
            of("::/128", "unspecified; this machine is ::1"),
            of("fe80::/10", "link-local"),
            of("fd00:ec2::254/128", METADATA), // AWS
            of("fd00:ec2::23/128", METADATA), // AWS EKS
            of("fd20:ce::254/128", METADATA), // Google
            of("fd00:42::42/128", METADATA), // Scaleway
            of("ff00::/8", "multicast"));

    /** The narrowest range that contains the address; null when none does. */
    static @Nullable RefusedRange of(InetAddress address) {
        RefusedRange narrowest = null;
        for (RefusedRange range : ALL) {
            if (range.network.contains(address)
                    && (narrowest == null || range.network.prefix() > narrowest.network.prefix())) {
                narrowest = range;
            }
        }
        return narrowest;
    }

    private static RefusedRange of(String network, String what) {
        return new RefusedRange(Objects.requireNonNull(Network.parse(network), network), what);
    }

    @Override
    public String toString() {
        return network + " (" + what + ")";
    }
}
