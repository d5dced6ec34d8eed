package dev.sluice.inference.door;

import dev.sluice.access.Refusal;
import dev.sluice.dialect.ClientError;
import dev.sluice.web.Problem;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Writes the refusal of a request in the format of its path: problem+json for the administration
 * API, the error envelope of model clients for everything else.
 */
@ApplicationScoped
class SpokenRefusal implements Refusal {
    @Override
    public void answer(RoutingContext context, int status, String message, String code) {
        String path = context.normalizedPath();
        if (!path.equals("/api") && !path.startsWith("/api/")) {
            Replies.error(
                    context,
                    Dialects.errorsAt(path),
                    ClientError.invalid(status, message, null, code));
            return;
        }
        Problem problem = Problem.of(status, code, message);
        Replies.refusal(
                context,
                problem.status(),
                Problem.MEDIA_TYPE,
                new JsonObject()
                        .put("type", problem.type())
                        .put("title", problem.title())
                        .put("status", problem.status())
                        .put("code", problem.code())
                        .put("detail", problem.detail())
                        .toBuffer());
    }
}
