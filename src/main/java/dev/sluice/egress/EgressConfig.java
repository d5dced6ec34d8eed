package dev.sluice.egress;

import dev.sluice.config.bind.Network;
import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;

/** Which addresses may be connected to for one upstream; see {@link #refusal}. */
public record EgressConfig(
        @Setting(
                value = "Ranges that may be connected to even if a wider range, in deny or "
                        + "refused by Sluice itself, contains them.",
                expected = Network.EXPECTED)
        List<Network> allow,

        @Setting(value = "Ranges that must not be connected to.", expected = Network.EXPECTED)
        List<Network> deny) {

    /** Only what Sluice refuses by itself. */
    public static final EgressConfig STANDARD = new EgressConfig(List.of(), List.of());

    /**
     * Why Sluice does not connect to an address; null when it does. The narrowest range that
     * contains the address decides; of equal ranges {@code deny} wins over {@code allow}, and both
     * over Sluice's own ({@link RefusedRange}). An IPv6 address that embeds an IPv4 address must be
     * allowed as both.
     */
    public @Nullable String refusal(InetAddress address) {
        String refusal = refusalOf(address);
        if (refusal != null) {
            return refusal;
        }
        InetAddress embedded = EmbeddedIpv4.of(address);
        return embedded == null ? null : refusalOf(embedded);
    }

    private @Nullable String refusalOf(InetAddress address) {
        Network denied = narrowest(deny, address);
        Network allowed = narrowest(allow, address);
        RefusedRange own = RefusedRange.of(address);
        int allowedPrefix = allowed == null ? -1 : allowed.prefix();
        if (denied != null && denied.prefix() >= allowedPrefix) {
            return denied + " (egress.deny)";
        }
        return own != null && own.network().prefix() > allowedPrefix ? own.toString() : null;
    }

    private static @Nullable Network narrowest(List<Network> networks, InetAddress address) {
        Network narrowest = null;
        for (Network network : networks) {
            if (network.contains(address)
                    && (narrowest == null || network.prefix() > narrowest.prefix())) {
                narrowest = network;
            }
        }
        return narrowest;
    }
}
