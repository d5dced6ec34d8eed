package dev.sluice.inference.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.dialect.openai.OpenAiDialect;
import dev.sluice.inference.SeenResponse;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.notes.Reporter;
import dev.sluice.routing.Routing;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.GatewayResource;
import dev.sluice.vocabulary.Outcome;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.lang.reflect.Proxy;
import java.time.Clock;

/** What a request holds of the limits, when its end comes before it has begun. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class TicketTest {
    @Inject
    Vertx vertx;

    @Inject
    Routing routing;

    @Inject
    Meters meters;

    @Inject
    Reporter reporter;

    /**
     * A connection reports its exception before it reports its end, and the rest of a body may come
     * in between.
     */
    @Test
    void aRequestThatHasEndedTakesNoPlaceOnItsRoute() {
        Admission admission = new Admission(AdmissionTest.limits(1, 0));
        SeenResponse response = new SeenResponse();
        RoutingContext context = (RoutingContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RoutingContext.class},
                (proxy, method, arguments) ->
                        method.getName().equals("response") ? response.response() : null);
        InferenceLog log = new InferenceLog(
                Ids.next(Clock.systemUTC()), "chat_completions", null, System::nanoTime);
        Ticket ticket = new Ticket(
                context, vertx, admission, meters, reporter, log, OpenAiDialect.INSTANCE.errors());
        ticket.enter(null, () -> {});
        int open = meters.openInferences();

        ticket.end(Outcome.CLIENT_CANCELLED);

        assertThat(ticket.enter(routing.table().route("narrow").orElseThrow())).isFalse();
        assertThat(admission.limitedPlaces()).isZero();
        assertThat(admission.open()).isZero();
        assertThat(meters.openInferences()).isEqualTo(open);
    }
}
