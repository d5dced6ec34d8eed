package dev.sluice.rollout.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.web.JsonBody;
import dev.sluice.web.JsonFields;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes with a command.
 *
 * @param version of the experiment that its maker has seen; null takes the present one
 * @param reason in words; null for none
 * @param winner of a conclusion; null for others
 */
record Order(
        @Nullable Long version,
        @Nullable String reason,
        @Nullable String winner) {
    private static final String VERSION = "version";
    private static final String REASON = "reason";
    private static final String WINNER = "winner";

    /** As HTTP writes it, and as people do. */
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"?([1-9][0-9]{0,17})\"?");

    /**
     * Reads one.
     *
     * @param ifMatch the header, which may say the version too; null for none
     * @param hasWinner whether the command needs a winner
     * @throws ProblemException with everything that is wrong with it
     */
    static Order read(byte[] body, @Nullable String ifMatch, boolean hasWinner) {
        List<Problem.Field> errors = new ArrayList<>();
        JsonFields fields = JsonFields.of(JsonBody.object(body), errors::add);
        fields.noneBut(hasWinner ? List.of(VERSION, REASON, WINNER) : List.of(VERSION, REASON));
        Long version = version(fields, ifMatch, errors);
        String reason = fields.textOrNull(REASON);
        String winner = hasWinner ? fields.text(WINNER) : null;
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.badParameters(errors));
        }
        return new Order(version, reason, winner);
    }

    /** Takes the version out of a body that is a definition otherwise. */
    static long version(ObjectNode body, @Nullable String ifMatch) {
        List<Problem.Field> errors = new ArrayList<>();
        JsonFields fields = JsonFields.of(body, errors::add);
        Long version = version(fields, ifMatch, errors);
        if (version == null && errors.isEmpty()) {
            fields.fail(VERSION, "expected the version that you have seen, here or in If-Match");
        }
        if (version == null || !errors.isEmpty()) {
            throw new ProblemException(Problem.badParameters(errors));
        }
        body.remove(VERSION);
        return version;
    }

    private static @Nullable Long version(
            JsonFields fields, @Nullable String ifMatch, List<Problem.Field> errors) {
        Long given = fields.has(VERSION) ? fields.whole(VERSION, 1, Long.MAX_VALUE) : null;
        if (ifMatch == null || ifMatch.equals("*")) {
            return given;
        }
        Matcher tag = TAG.matcher(ifMatch);
        if (!tag.matches()) {
            errors.add(new Problem.Field("If-Match", ifMatch, "a version such as \"3\""));
            return given;
        }
        long version = Long.parseLong(tag.group(1));
        if (given != null && given != version) {
            fields.fail(VERSION, "expected the same as If-Match, which is " + version);
        }
        return version;
    }
}
