package dev.sluice.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Permission;
import dev.sluice.record.InferenceRow;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RoleKeys;
import dev.sluice.testing.TestDatabase;
import dev.sluice.vocabulary.Role;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code /api/models} and {@code /api/keys} over real sockets. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class OverviewTest {
    private static final String MODELS = "/api/models";
    private static final String KEYS = "/api/keys";
    private static final String CALLER = "/api/caller";

    @Test
    void showsAModelWithItsUpstreamAndItsPlacesInLadders() {
        JsonObject tuned = named(get(MODELS).json().getJsonArray("data"), "tuned");

        assertThat(tuned.getString("kind")).isEqualTo("fine-tuned");
        assertThat(tuned.getString("upstream")).isEqualTo("sim");
        assertThat(tuned.getString("sent_model")).isEqualTo("ft:sent:name");
        assertThat(tuned.getBoolean("ready")).isTrue();
        assertThat(tuned.getJsonArray("operations"))
                .containsExactly("chat_completions", "completions", "embeddings");
        assertThat(tuned.getValue("engine")).isNull();
        assertThat(tuned.getValue("context_tokens")).isNull();
        assertThat(tuned.getJsonArray("routes"))
                .contains(use("slang", 1, null), use("unsure", 1, 0.8))
                .doesNotContain(use("tuned", 1, null));
        JsonObject base = named(get(MODELS).json().getJsonArray("data"), "base");
        assertThat(base.getJsonArray("routes")).contains(use("slang", 2, null));
    }

    @Test
    void showsAnUpstreamWithItsBreakerAndNothingOfItsCredentials() {
        HttpAnswer answer = get(MODELS);
        JsonArray upstreams = answer.json().getJsonArray("upstreams");

        JsonObject azure = named(upstreams, "azure");
        assertThat(azure.getString("provider")).isEqualTo("openai");
        assertThat(azure.getString("address")).startsWith("http://127.0.0.1:").endsWith("?***");
        assertThat(azure.getValue("breaker")).isNull();
        assertThat(azure.getJsonArray("models")).containsExactly("on-azure");
        assertThat(named(upstreams, "fragile").getJsonObject("breaker").getString("state"))
                .isIn("closed", "open", "half_open");
        JsonObject builtIn = named(upstreams, "in-process");
        assertThat(builtIn.getValue("provider")).isNull();
        assertThat(builtIn.getJsonArray("models")).containsExactly("all-minilm-l6-v2");
        assertThat(answer.body())
                .doesNotContain("upstream-secret", "azure-secret", "extra-header-secret");
    }

    @Test
    void showsTheKeysInTheOrderOfTheFileAndNoneItself() {
        HttpAnswer answer = get(KEYS);

        JsonArray keys = answer.json().getJsonArray("data");
        assertThat(keys.stream().map(key -> ((JsonObject) key).getString("name")))
                .containsExactly(
                        "tests", "narrow", "client", "reader", "reviewer", "operator", "admin");
        assertThat(keys.getJsonObject(0).getString("role")).isEqualTo("admin");
        assertThat(keys.getJsonObject(1).getString("role")).isEqualTo("reader");
        assertThat(keys.getJsonObject(0).getString("digest")).isEqualTo("3da3c622");
        assertThat(keys.getJsonObject(0).getValue("open_max")).isNull();
        assertThat(keys.getJsonObject(1).getInteger("open_max")).isEqualTo(1);
        assertThat(answer.json().getValue("records_problem")).isNull();
        assertThat(answer.body())
                .doesNotContain(GatewayResource.KEY, GatewayResource.NARROW_KEY, "3da3c6227765");
    }

    @Test
    void countsEveryRequestOfAKeyFromTheFirst() {
        long before = key("narrow").getLong("requests");
        Instant begun = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        for (String path : List.of("/v1/models", "/api/inferences?limit=1")) {
            try (RawClient client = Gateway.connect()
                    .get(path, "authorization: Bearer " + GatewayResource.NARROW_KEY)) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
        try (RawClient client =
                Gateway.connect().get("/v1/models", "authorization: Bearer another")) {
            assertThat(client.answer().status()).isEqualTo(401);
        }

        JsonObject after = key("narrow");
        assertThat(after.getLong("requests")).isEqualTo(before + 2);
        assertThat(Instant.parse(after.getString("last_request_at"))).isAfterOrEqualTo(begun);
        assertThat(Instant.parse(after.getString("counted_since"))).isBefore(begun);
    }

    @Test
    void tellsWhenTheLastRecordedInferenceOfAKeyBegan() throws SQLException {
        Instant last = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
        try (Connection connection =
                TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()))) {
            InferenceRow.at(last).set("key_name", "narrow").insert(connection);
            InferenceRow.at(last.minus(Duration.ofDays(2)))
                    .set("key_name", "narrow")
                    .insert(connection);
        }

        assertThat(Instant.parse(key("narrow").getString("last_inference_at"))).isEqualTo(last);
    }

    @Test
    void tellsEachCallerWhoItIsAndWhatItMayDo() {
        assertThat(get(CALLER).json())
                .isEqualTo(new JsonObject()
                        .put("key", "tests")
                        .put("role", "admin")
                        .put(
                                "may",
                                new JsonArray(Stream.of(Permission.values())
                                        .map(Permission::label)
                                        .toList())));
        try (RawClient client =
                Gateway.connect().get(CALLER, RoleKeys.authorization(Role.CLIENT))) {
            assertThat(client.answer().json()).isEqualTo(new JsonObject("""
                            {"key":"client","role":"client","may":["ask","rate_own"]}"""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MODELS, KEYS, CALLER})
    void takesNoParametersAndNeedsAKey(String path) {
        assertThat(get(path).header("cache-control")).isEqualTo("no-store");
        HttpAnswer refused = get(path + "?a=1&b=2");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getJsonArray("errors")).hasSize(2);
        try (RawClient client = Gateway.connect().get(path)) {
            assertThat(client.answer().status()).isEqualTo(401);
        }
        try (RawClient client =
                Gateway.connect().request("POST", path, "{}", Gateway.AUTHORIZATION)) {
            assertThat(client.answer().status()).isEqualTo(405);
        }
    }

    @Test
    void areDescribed() {
        JsonObject api = new JsonObject(get("/q/openapi?format=json").body());
        JsonObject schemas = api.getJsonObject("components").getJsonObject("schemas");

        assertThat(api.getJsonObject("paths").fieldNames())
                .contains(MODELS, KEYS, CALLER, "/api/inferences/export");
        described(schemas, "ServedModel", ModelView.class);
        described(schemas, "Upstream", UpstreamView.class);
        described(schemas, "Key", KeyView.class);
        described(schemas, "Caller", CallerResource.CallerView.class);
        assertThat(words(schemas.getJsonObject("Role"))).isEqualTo(Role.WORDS.labels());
        assertThat(words(schemas.getJsonObject("Caller")
                        .getJsonObject("properties")
                        .getJsonObject("may")
                        .getJsonObject("items")))
                .isEqualTo(Permission.of(Role.ADMIN).stream()
                        .map(Permission::label)
                        .toList());
        assertThat(properties(schemas.getJsonObject("Upstream"), "breaker"))
                .containsExactlyInAnyOrderElementsOf(snakeCase(UpstreamView.Breaker.class));
        assertThat(properties(schemas.getJsonObject("ServedModel"), "engine"))
                .containsExactlyInAnyOrderElementsOf(snakeCase(ModelView.Engine.class));
    }

    private static void described(JsonObject schemas, String name, Class<? extends Record> type) {
        assertThat(schemas.getJsonObject(name).getJsonObject("properties").fieldNames())
                .containsExactlyInAnyOrderElementsOf(snakeCase(type));
    }

    private static List<String> words(JsonObject schema) {
        return schema.getJsonArray("enum").stream().map(String::valueOf).toList();
    }

    private static Iterable<String> properties(JsonObject schema, String field) {
        return schema.getJsonObject("properties")
                .getJsonObject(field)
                .getJsonObject("properties")
                .fieldNames();
    }

    private static List<String> snakeCase(Class<? extends Record> type) {
        return Stream.of(type.getRecordComponents())
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList();
    }

    private static JsonObject use(String route, int rung, Double threshold) {
        return new JsonObject().put("route", route).put("rung", rung).put("threshold", threshold);
    }

    private static JsonObject key(String name) {
        return named(get(KEYS).json().getJsonArray("data"), name);
    }

    private static JsonObject named(JsonArray all, String name) {
        return all.stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static HttpAnswer get(String path) {
        try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }
}
