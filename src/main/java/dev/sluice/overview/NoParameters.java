package dev.sluice.overview;

import dev.sluice.web.Faults;
import dev.sluice.web.ProblemException;
import dev.sluice.web.Query;

import jakarta.ws.rs.core.UriInfo;

import java.util.List;

/** Refuses what the lists here can't be asked for, rather than to ignore it. */
final class NoParameters {
    private NoParameters() {}

    /**
     * Looks for parameters.
     *
     * @throws ProblemException when there are any
     */
    static void check(UriInfo uri) {
        Faults faults = new Faults();
        Query.of(uri.getQueryParameters(), List.of(), faults);
        faults.check();
    }
}
