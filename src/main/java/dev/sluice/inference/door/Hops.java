package dev.sluice.inference.door;

import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;

import io.vertx.core.MultiMap;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The gateways that a request has come through, listed in a header. A request that comes back to
 * this gateway, or has come through too many, is in a loop and is refused before anything is done
 * for it.
 */
public final class Hops {
    /** Ids of the gateways, in order, separated by commas. */
    public static final String HEADER = "x-sluice-via";

    /**
     * The most gateways a request may have come through. A gateway behind a gateway is sensible,
     * such as a team's behind a region's; a longer row is a mistake.
     */
    public static final int MOST = 4;

    private static final Pattern IDS = Pattern.compile("[0-9a-f]{16}(, ?[0-9a-f]{16})*");

    private final String self;

    private Hops(String self) {
        this.self = self;
    }

    /** For a gateway that is starting: with a new random id. */
    static Hops ofNewInstance() {
        byte[] id = new byte[8];
        new SecureRandom().nextBytes(id);
        return new Hops(HexFormat.of().formatHex(id));
    }

    /**
     * The header's value for the upstreams of a request.
     *
     * @throws BadRequest if the request is in a loop or the client's header is malformed
     */
    String next(MultiMap client) {
        List<String> lines = client.getAll(HEADER);
        if (lines.isEmpty()) {
            return self;
        }
        String before = String.join(",", lines);
        if (!IDS.matcher(before).matches()) {
            throw new BadRequest(ClientError.invalid(
                    "the header " + HEADER
                            + " does not have the form that Sluice writes; leave it out",
                    null,
                    "invalid_header"));
        }
        boolean known = before.contains(self);
        if (known || before.split(",").length >= MOST) {
            throw new BadRequest(ClientError.invalid(
                    508,
                    known
                            ? "the request came back to this gateway: one of its upstreams leads "
                                    + "here again; correct that upstream's url"
                            : "the request has already come through " + MOST
                                    + " gateways, the most allowed; check their upstreams for a "
                                    + "loop",
                    null,
                    "loop_detected"));
        }
        return before + "," + self;
    }
}
