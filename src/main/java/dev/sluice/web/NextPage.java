package dev.sluice.web;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

import java.net.URI;

/** Where a list goes on: the same query, after the last row of this page. */
public final class NextPage {
    /** The parameter that says after which row a page begins. */
    public static final String AFTER = "after";

    private NextPage() {}

    /** Answers with a page, and the link to the next one when there is one. */
    public static <T> RestResponse<T> answer(T page, UriInfo uri, @Nullable Object after) {
        ResponseBuilder<T> answer = ResponseBuilder.ok(page);
        if (after != null) {
            URI next =
                    uri.getRequestUriBuilder().replaceQueryParam(AFTER, after).build();
            answer.header(
                    HttpHeaders.LINK,
                    "<" + next.getRawPath() + "?" + next.getRawQuery() + ">; rel=\"next\"");
        }
        return answer.build();
    }
}
