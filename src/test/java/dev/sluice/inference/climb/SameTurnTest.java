package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.openai.Chunks;
import dev.sluice.inference.climb.HandDriven.RouteSetup;
import dev.sluice.testing.GatewayResource;
import dev.sluice.vocabulary.Outcome;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import jakarta.inject.Inject;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * That a leaving client's upstream is reset at once, and not in some later turn of the event loop;
 * no socket shows that.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class SameTurnTest {
    @Inject
    HandDriven kit;

    @ParameterizedTest
    @CsvSource({
        "true, BEFORE_HEAD",
        "true, AFTER_HEAD",
        "true, AFTER_TOKEN",
        "false, BEFORE_HEAD",
        "false, AFTER_HEAD",
        "false, AFTER_TOKEN"
    })
    void theUpstreamIsResetInTheTurnInWhichTheClientIsSeenToLeave(
            boolean streaming, Moment moment) {
        RouteSetup route = kit.route().rung(null);
        MadeExchange made = streaming ? route.stream() : route.document();

        made.turn(() -> {
            if (moment != Moment.BEFORE_HEAD) {
                made.call(1).head();
            }
            if (moment == Moment.AFTER_TOKEN) {
                made.call(1).send(Chunks.token("c", "a", 1));
            }
            String before = route.upstream(1).resets() + " resets, " + made.open() + " open";

            made.exchange().onClientGone();

            assertThat(before + "; " + route.upstream(1).resets() + " resets, " + made.open()
                            + " open")
                    .isEqualTo("0 resets, 1 open; 1 resets, 0 open");
        });
        made.assertOver(Outcome.CLIENT_CANCELLED);
    }

    /** When the client leaves. */
    enum Moment {
        BEFORE_HEAD,
        AFTER_HEAD,
        AFTER_TOKEN
    }
}
