package dev.sluice.egress;

import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.Network;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;

/**
 * The rule for an address that Sluice connects to: it must have the right form, and not lie in a
 * refused range.
 */
public final class AddressRule {
    private final Diagnostics diagnostics;

    public AddressRule(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /**
     * Reports what is wrong with an address.
     *
     * @param path of the address
     * @param egress path of the setting that can allow the address
     * @param credential where a credential belongs instead
     * @return whether the address is correct
     */
    public boolean check(
            FieldPath path, URI url, FieldPath egress, EgressConfig allowed, String credential) {
        String problem = problem(path, url, egress, allowed, credential);
        if (problem != null) {
            diagnostics.refuse(path, problem);
        }
        return problem == null;
    }

    private @Nullable String problem(
            FieldPath path, URI url, FieldPath egress, EgressConfig allowed, String credential) {
        if (url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
            return "has a user or password before the host (not shown); put the credential into "
                    + credential;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http") || scheme.equals("https");
        if (!http || url.getHost() == null || Network.isOddLiteral(url.getHost())) {
            return "is " + diagnostics.shown(path, "") + ", expected http:// or https:// and a "
                    + "host";
        }
        String refusal = refusal(url.getHost(), egress, allowed);
        return refusal == null
                ? null
                : "has an address in " + refusal
                        + ", which Sluice does not connect to; if intended, add it to "
                        + egress.field("allow");
    }

    /** Checks a host that is an address; a name is checked each time it is resolved. */
    private @Nullable String refusal(String host, FieldPath egress, EgressConfig allowed) {
        InetAddress address = Network.literal(host.replaceAll("^\\[|(%.*)?]$", ""));
        return address == null || !diagnostics.isSound(egress) ? null : allowed.refusal(address);
    }
}
