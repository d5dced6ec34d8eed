package dev.sluice.inference.door;

import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;

import io.vertx.core.MultiMap;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The gateways that a request has come through, told on in a header of its own. A request that
 * comes back to this one, or that has come through too many, goes in circles; it is refused before
 * anything is done for it.
 */
public final class Hops {
    /** Ids of gateways, the first one first, with commas between them. */
    public static final String HEADER = "x-sluice-via";

    /**
     * A gateway before a gateway makes sense, a region's before a team's; a longer row is a
     * mistake.
     */
    public static final int MOST = 4;

    private static final Pattern IDS = Pattern.compile("[0-9a-f]{16}(, ?[0-9a-f]{16})*");

    private final String self;

    private Hops(String self) {
        this.self = self;
    }

    /** Of a gateway that starts now. */
    static Hops ofNewInstance() {
        byte[] id = new byte[8];
        new SecureRandom().nextBytes(id);
        return new Hops(HexFormat.of().formatHex(id));
    }

    /** The header's value for the upstreams of a request; throws when it must not go on. */
    String next(MultiMap client) {
        List<String> lines = client.getAll(HEADER);
        if (lines.isEmpty()) {
            return self;
        }
        String before = String.join(",", lines);
        if (!IDS.matcher(before).matches()) {
            throw new BadRequest(ClientError.invalid(
                    "the header " + HEADER + " is not one that Sluice writes; leave it out",
                    null,
                    "invalid_header"));
        }
        boolean known = before.contains(self);
        if (known || before.split(",").length >= MOST) {
            throw new BadRequest(ClientError.invalid(
                    508,
                    known
                            ? "the request came back to this gateway: an upstream of it leads "
                                    + "here again"
                            : "the request came through " + MOST
                                    + " gateways already; one of them may lead in circles",
                    null,
                    "loop_detected"));
        }
        return before + "," + self;
    }
}
