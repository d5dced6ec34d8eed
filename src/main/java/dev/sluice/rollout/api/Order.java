package dev.sluice.rollout.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.web.Faults;
import dev.sluice.web.IfMatch;
import dev.sluice.web.JsonBody;
import dev.sluice.web.JsonFields;
import dev.sluice.web.ProblemException;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The body of a command.
 *
 * @param version the version of the experiment that the sender has seen; null for whichever is
 *     present
 * @param reason in words; null for none
 * @param winner for a conclusion; null for other commands
 */
record Order(
        @Nullable Long version,
        @Nullable String reason,
        @Nullable String winner) {
    private static final String VERSION = "version";
    private static final String REASON = "reason";
    private static final String WINNER = "winner";

    /**
     * Reads one.
     *
     * @param ifMatch the header, which may give the version instead; null for none
     * @param hasWinner whether the command needs a winner
     * @throws ProblemException with everything that is wrong with it
     */
    static Order read(byte[] body, @Nullable String ifMatch, boolean hasWinner) {
        Faults faults = new Faults();
        JsonFields fields = JsonFields.of(JsonBody.object(body), faults);
        fields.allowOnly(hasWinner ? List.of(VERSION, REASON, WINNER) : List.of(VERSION, REASON));
        Long version = version(fields, ifMatch, faults);
        String reason = fields.textOrNull(REASON);
        String winner = hasWinner ? fields.text(WINNER) : null;
        faults.check();
        return new Order(version, reason, winner);
    }

    /** Takes the version out of a body that is otherwise a definition. */
    static long version(ObjectNode body, @Nullable String ifMatch) {
        Faults faults = new Faults();
        JsonFields fields = JsonFields.of(body, faults);
        Long version = version(fields, ifMatch, faults);
        if (version == null && faults.isEmpty()) {
            fields.fail(VERSION, "the version that you have seen, here or in If-Match");
        }
        body.remove(VERSION);
        return faults.checked(version);
    }

    private static @Nullable Long version(
            JsonFields fields, @Nullable String ifMatch, Faults faults) {
        Long given = fields.has(VERSION) ? fields.whole(VERSION, 1, Long.MAX_VALUE) : null;
        Long version = IfMatch.version(ifMatch, faults);
        if (version == null) {
            return given;
        }
        if (given != null && !given.equals(version)) {
            fields.fail(VERSION, "the same as If-Match, which is " + version);
        }
        return version;
    }
}
