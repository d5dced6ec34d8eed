package dev.sluice.egress;

import dev.sluice.config.bind.Network;
import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;

/** Which addresses may be connected to for one upstream; see {@link #refusal}. */
public record EgressConfig(
        @Setting(
                value = "Ranges that may be connected to although a wider range, of deny or of "
                        + "those that Sluice refuses by itself, holds them.",
                expected = Network.EXPECTED)
        List<Network> allow,

        @Setting(value = "Ranges that are not connected to.", expected = Network.EXPECTED)
        List<Network> deny) {

    /** What Sluice refuses by itself only. */
    public static final EgressConfig STANDARD = new EgressConfig(List.of(), List.of());

    /**
     * Why an address is not connected to, null when it is. Of all ranges that hold the address the
     * narrowest decides; of equals {@code deny} before {@code allow}, and both before Sluice's own
     * ({@link RefusedRange}). An IPv6 address that stands for an IPv4 one has to be allowed as
     * both.
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
