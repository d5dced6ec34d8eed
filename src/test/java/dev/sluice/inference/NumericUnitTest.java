package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.Assigner;
import dev.sluice.experiment.Assignment;
import dev.sluice.experiment.Unit;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.LiveExperimentKit;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Users who are numbers are units like any others. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class NumericUnitTest {
    @Inject
    LiveExperiments experiments;

    @AfterEach
    void leaveNone() {
        publish();
    }

    @Test
    void aNumberMeetsTheVariantOfItsText() {
        Gateway.begin(Answer.saying("hello"));
        LiveExperiment live =
                LiveExperimentKit.of("http-exp", "slang", "prefill").live();
        publish(live);
        Assigner assigner = new Assigner(live.definition().at(0));
        Set<String> variants = new HashSet<>();
        long first = ThreadLocalRandom.current().nextLong(1L << 40);
        for (long unit = first; unit < first + 20; unit++) {
            String variant = assigner.assign(Unit.of(String.valueOf(unit)))
                            instanceof Assignment.Enrolled its
                    ? its.variant().name()
                    : null;
            variants.add(variant);
            for (String written : new String[] {"" + unit, "\"" + unit + "\"", "" + unit}) {
                assertThat(ask("slang", "\"user\":" + written).header("x-sluice-variant"))
                        .isEqualTo(variant);
            }
        }
        assertThat(variants).contains("control", "candidate");
    }

    @Test
    void theRecordHasTheTextAndTheUpstreamTheNumber() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        publish(LiveExperimentKit.of("http-exp", "slang", "prefill")
                .share(10_000)
                .live());
        String unit = "48213" + ThreadLocalRandom.current().nextLong(1L << 60) + ".50";

        HttpAnswer answer = ask("slang", "\"user\":" + unit);

        JsonObject record = RecordedInference.of(unit);
        assertThat(record.getString("unit")).isEqualTo(unit);
        assertThat(record.getString("assignment")).isEqualTo("enrolled");
        assertThat(record.getString("variant")).isEqualTo(answer.header("x-sluice-variant"));
        assertThat(upstream.requests().getFirst().body().toString())
                .contains("\"user\":" + unit + ",");
    }

    @Test
    void aNumberOfTheMetadataIsAUnitToo() {
        Gateway.begin(Answer.saying("hello"));
        String unit = "7" + ThreadLocalRandom.current().nextLong(1L << 60);

        assertThat(ask("by-metadata", "\"metadata\":{\"user_id\":" + unit + "}").status())
                .isEqualTo(200);
        assertThat(RecordedInference.of(unit).getString("unit")).isEqualTo(unit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "slang | \"user\":true | user | 'user' must be a string, got a boolean (true)",
                "slang | \"user\":{\"id\":1} | user | 'user' must be a string, got an object",
                "slang | \"user\":[1] | user | 'user' must be a string, got an array",
                "by-metadata | \"metadata\":{\"user_id\":[1]} | metadata.user_id | "
                        + "'metadata.user_id' is an array (expected: a string): the route's "
                        + "unit is "
                        + "metadata.user_id",
                "by-metadata | \"metadata\":\"7\" | metadata.user_id | 'metadata' is a string "
                        + "(expected: an object): the route's unit is metadata.user_id"
            })
    void whatWouldBeLostIsRefusedByName(String model, String field, String param, String message) {
        Simulator upstream = Gateway.begin();

        HttpAnswer answer = ask(model, field);

        JsonObject error = answer.json().getJsonObject("error");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(error.getString("code")).isEqualTo("invalid_type");
        assertThat(error.getString("param")).isEqualTo(param);
        assertThat(error.getString("message")).isEqualTo(message);
        assertThat(upstream.stats().requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "slang | \"user\":null",
                "slang | \"user\":\"\"",
                "slang | \"metadata\":{\"user_id\":[1]}",
                "by-metadata | \"metadata\":{\"user_id\":null}",
                "by-metadata | \"metadata\":{\"other\":[1]}",
                "by-metadata | \"metadata\":null"
            })
    void whatIsAsIfAbsentPasses(String model, String field) {
        Gateway.begin(Answer.saying("hello"));

        assertThat(ask(model, field).status()).isEqualTo(200);
    }

    private static HttpAnswer ask(String model, String field) {
        String body = Gateway.chat(model).encode().replaceFirst("\\{", "{" + field + ",");
        try (RawClient client = Gateway.connect()) {
            return client.post("/v1/chat/completions", body, Gateway.AUTHORIZATION)
                    .answer();
        }
    }

    private void publish(LiveExperiment... lives) {
        experiments.publish(LiveExperimentKit.snapshot(experiments.current().sequence(), lives));
    }
}
