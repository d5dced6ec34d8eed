package dev.sluice.web;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

import java.net.URI;

/** Links to the next page of a list: the same query, after the last row of this page. */
public final class NextPage {
    /** The parameter that names the row after which a page begins. */
    public static final String AFTER = "after";

    private NextPage() {}

    /** Answers with a page, and with a link to the next one if there is one. */
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
