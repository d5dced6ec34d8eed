package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.EveryRoute.Endpoint;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RoleKeys;
import dev.sluice.vocabulary.Role;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each role may do: each route of both ports, with each role, no key and a wrong key. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class RolesTest {
    private static final String NO_KEY = "x-nothing: 1";
    private static final String WRONG_KEY = "authorization: Bearer sk-sluice-as-admi";

    /** What the router does not tell: behind a regular expression, a parameter, a handler. */
    private static final Set<Endpoint> UNTOLD = Set.of(
            new Endpoint(HttpMethod.GET, "/v1/models/any"),
            new Endpoint(HttpMethod.GET, "/q/openapi"),
            new Endpoint(HttpMethod.GET, "/api/inferences/export?text=true"));

    /** Who may have routes without a path: filters, and what answers where there is nothing. */
    private static final Pattern WITHOUT_A_PATH = Pattern.compile("contextHandlers=\\[(io\\.quarkus"
            + "|dev\\.sluice\\.access\\.(Access|Cors|Page)Filter"
            + "|dev\\.sluice\\.inference\\.door\\.(FramingFilter|ModelsRoute|NothingRoute))");

    /** Routes that answer whatever no other route does. */
    private static final Set<String> CATCH_ALL = Set.of("/", "/v1/", "/q/");

    @Inject
    Router router;

    @Inject
    ManagementRoutes managementRoutes;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void everyRouteIsInTheDocumentAndHasALineInTheTable() throws Exception {
        Set<Endpoint> there = Stream.concat(EveryRoute.endpoints(router).stream(), UNTOLD.stream())
                .collect(Collectors.toSet());
        Map<Endpoint, Role> documented = RolesDocument.read().leastRoles();

        assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(there);
        assertThat(there)
                .allSatisfy(one -> assertThat(
                                RouteRights.lists(one.method(), one.path().replaceAll("\\?.*", "")))
                        .as("%s has no line in RouteRights", one)
                        .isTrue());
        assertThat(RolesDocument.read().pathsFor("no key"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                AccessFilter.OPEN_PATHS.stream(),
                                Stream.of(AccessFilter.OPEN_FOLDER + "any"))
                        .toList());
    }

    /** One that a new class adds would be open to every key without anybody having said so. */
    @Test
    void noOtherRouteAnswersWithoutAPathOrAMethodOfItsOwn() throws Exception {
        Set<String> paths = RolesDocument.read().leastRoles().keySet().stream()
                .map(Endpoint::path)
                .collect(Collectors.toSet());
        for (Route route : EveryRoute.ofMain(router)) {
            if (route.getPath() != null) {
                assertThat(CATCH_ALL.contains(route.getPath()) || paths.contains(route.getPath()))
                        .as("%s", route)
                        .isTrue();
            } else if (!route.toString().contains("contextHandlers=null")) {
                assertThat(route.toString()).containsPattern(WITHOUT_A_PATH);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyRouteIsOpenToTheRolesOfTheDocumentAndNoOthers(Role role) throws Exception {
        RolesDocument.read().leastRoles().forEach((route, least) -> {
            HttpAnswer answer = call(route, RoleKeys.authorization(role));

            if (role.includes(least)) {
                assertThat(answer.status()).as("%s as %s", route, role).isNotIn(0, 401, 403, 405);
            } else {
                assertThat(answer.status()).as("%s as %s", route, role).isEqualTo(403);
                assertThat(code(answer)).isEqualTo("role_needed");
                assertThat(answer.body())
                        .contains(
                                "the key '" + role.label() + "' has the role " + role.label(),
                                "(expected for this: " + least.label(),
                                "./sluice key new NAME --role " + least.label());
                assertThat(answer.header("x-request-id")).isNotNull();
            }
        });
    }

    @Test
    void noRouteIsOpenWithoutAKeyOrWithAWrongOne() throws Exception {
        for (Endpoint route : RolesDocument.read().leastRoles().keySet()) {
            assertThat(call(route, NO_KEY).status()).as("%s", route).isEqualTo(401);
            assertThat(call(route, WRONG_KEY).status()).as("%s", route).isEqualTo(401);
        }
    }

    @Test
    void theManagementPortTellsEverybodyWhatTheDocumentSays() throws Exception {
        Set<String> there = managementRoutes.router().getRoutes().stream()
                .map(Route::getPath)
                .filter(path -> path != null && !path.startsWith("/q/health-ui"))
                .filter(path -> !path.equals("/q/metrics/"))
                .map(path -> path.equals("/q/health/group/") ? path + "any" : path)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(RolesDocument.read().pathsFor("whoever reaches the management port"))
                .isEqualTo(there);
        for (String path : there) {
            assertThat(manage(path, NO_KEY).status()).as(path).isIn(200, 503);
        }
        for (String path : new String[] {"/q/health-ui", "/q/info", "/anything"}) {
            assertThat(manage(path, NO_KEY).status()).isEqualTo(401);
            assertThat(manage(path, WRONG_KEY).status()).isEqualTo(401);
        }
        HttpAnswer refused = manage("/q/info", RoleKeys.authorization(Role.OPERATOR));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(code(refused)).isEqualTo("role_needed");
        assertThat(manage("/q/info", RoleKeys.authorization(Role.ADMIN)).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, //api//keys/",
        "GET, http://localhost/api/keys",
        "get, /api/keys",
        "GET, /v1/../api/keys",
        "GET, /%61pi/keys",
        "GET, /api/key%73",
        "GET, /api/keys;a=b",
        "GET, /api;a=b/keys",
        "GET, /;a=b/api/keys",
        "GET, /v1;a=b/../api/keys",
        "GET, /v1/models/a;b",
        "GET, /api/nothing",
        "GET, /api",
        "HEAD, /api/keys",
        "OPTIONS, /api/keys",
        "PUT, /api/keys",
        "PUT, /api/feedback",
        "POST, /api/inferences",
        "GET, /api/inferences/export;a=b?text=true",
        "GET, /api/inferences/export?te%78t=true",
        "GET, /api/inferences/export?text=false&text=true",
        "GET, /api/inferences/export?text",
        "GET, /q/nothing"
    })
    void noFormOfAPathGetsPastTheRole(String method, String path) {
        Role role = path.contains("export") ? Role.READER : Role.CLIENT;
        try (RawClient client =
                Gateway.connect().request(method, path, "", RoleKeys.authorization(role))) {
            assertThat(client.await("a head", it -> it.status() > 0).status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /chat/completions, 404",
        "GET, /v1/nothing, 404",
        "PUT, /v1/chat/completions, 405",
        "GET, /nothing, 404",
        "GET, /api/inferences/export?limit=1&text=false, 403"
    })
    void aClientWhoHasLostItsWayIsToldTheWay(String method, String path, int status) {
        try (RawClient client =
                Gateway.connect().request(method, path, "", RoleKeys.authorization(Role.CLIENT))) {
            assertThat(client.answer().status()).isEqualTo(status);
        }
    }

    @Test
    void everyOperationOfTheDescriptionHasTheRefusal() {
        JsonObject paths = new JsonObject(call(
                                new Endpoint(HttpMethod.GET, "/q/openapi?format=json"),
                                RoleKeys.authorization(Role.CLIENT))
                        .body())
                .getJsonObject("paths");

        assertThat(paths.fieldNames()).hasSizeGreaterThan(20);
        for (String path : paths.fieldNames()) {
            paths.getJsonObject(path).forEach(entry -> {
                if (entry.getValue() instanceof JsonObject operation) {
                    assertThat(operation.getJsonObject("responses").fieldNames())
                            .as("%s %s", entry.getKey(), path)
                            .contains("401", "403");
                }
            });
        }
    }

    @Test
    void aRefusalIsCounted() {
        String sample = "sluice_access_refused_total{permission=\"administer\",role=\"reader\"}";
        double before = value(sample);

        call(new Endpoint(HttpMethod.GET, "/api/keys"), RoleKeys.authorization(Role.READER));

        assertThat(value(sample)).isEqualTo(before + 1);
    }

    private double value(String sample) {
        return manage("/q/metrics", NO_KEY)
                .body()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .sum();
    }

    private static String code(HttpAnswer answer) {
        JsonObject body = answer.json();
        return body.getJsonObject("error", body).getString("code");
    }

    private HttpAnswer manage(String path, String header) {
        try (RawClient client = RawClient.connect(management.getPort()).get(path, header)) {
            return client.answer();
        }
    }

    private static HttpAnswer call(Endpoint route, String header) {
        String body = route.method() == HttpMethod.GET ? "" : "{}";
        try (RawClient client = Gateway.connect()) {
            return client.request(route.method().name(), route.path(), body, header)
                    .answer();
        }
    }
}
