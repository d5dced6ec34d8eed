package dev.sluice.feedback;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.sluice.web.Problem;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * The result for one object of a request.
 *
 * @param index its position in the list, from 0; null when the body was not a list
 * @param status HTTP status: 200, 201, 202 or that of its problem
 * @param recorded whether the inference's record is stored already; null with a problem
 * @param feedback the entries as they are now stored; null with a problem
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ItemResult(
        @Nullable Integer index,
        int status,
        @Nullable UUID inference,
        @Nullable Boolean recorded,
        @Nullable List<EntryResult> feedback,
        @Nullable Problem problem) {

    static ItemResult of(UUID inference, boolean recorded, List<EntryResult> feedback) {
        boolean anyNew =
                feedback.stream().anyMatch(given -> given.result().equals(EntryResult.CREATED));
        return new ItemResult(
                null, !recorded ? 202 : anyNew ? 201 : 200, inference, recorded, feedback, null);
    }

    static ItemResult of(@Nullable UUID inference, Problem problem) {
        return new ItemResult(null, problem.status(), inference, null, null, problem);
    }

    ItemResult at(int place) {
        return new ItemResult(place, status, inference, recorded, feedback, problem);
    }
}
