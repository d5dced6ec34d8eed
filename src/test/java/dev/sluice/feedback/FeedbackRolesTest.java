package dev.sluice.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RoleKeys;
import dev.sluice.vocabulary.Role;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Who may rate whose answers. The keys of the tests are named as their roles are. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FeedbackRolesTest extends FeedbackKit {
    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"CLIENT", "READER"})
    void invariant18_aKeyRatesWhatItAskedItselfAndNothingElse(Role role) throws SQLException {
        UUID own = row().set("key_name", role.label()).insert(connection);
        UUID others = row().set("key_name", "another").insert(connection);
        UUID nobodys = row().set("key_name", null).insert(connection);

        assertThat(post(role, rating(own)).status()).isEqualTo(201);
        for (UUID id : List.of(others, nobodys)) {
            HttpAnswer refused = post(role, rating(id));

            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.json().getString("code")).isEqualTo("inference_not_found");
            assertThat(refused.json().getString("detail")).isEqualTo("there is no inference " + id);
        }
        assertThat(query("select count(*) from feedback where inference_id in ('" + others + "', '"
                        + nobodys + "')"))
                .containsExactly("0");
    }

    @Test
    void ofAListOnlyItsOwnAreKept() throws SQLException {
        UUID own = row().set("key_name", "client").insert(connection);
        UUID others = row().insert(connection);

        JsonObject answer = post(Role.CLIENT, "[" + rating(others) + "," + rating(own) + "]")
                .json();

        assertThat(objects(answer.getJsonArray("data")).stream()
                        .map(one -> one.getInteger("status")))
                .containsExactly(404, 201);
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"REVIEWER", "OPERATOR", "ADMIN"})
    void aReviewerRatesEveryAnswer(Role role) throws SQLException {
        UUID others = row().set("key_name", "another").insert(connection);

        assertThat(post(role, rating(others)).status()).isEqualTo(201);
        assertThat(ofModel(0).getInteger("n")).isEqualTo(1);
    }

    @Test
    void whatComesBeforeTheRecordCountsIfTheRecordSaysTheSameKey() throws SQLException {
        UUID own = Ids.next(Clock.fixed(now, ZoneOffset.UTC));
        UUID others = Ids.next(Clock.fixed(now, ZoneOffset.UTC));
        assertThat(post(Role.CLIENT, rating(own)).status()).isEqualTo(202);
        assertThat(post(Role.CLIENT, rating(others)).status()).isEqualTo(202);
        assertThat(said(own)).hasSize(1);

        row().set("id", own).set("key_name", "client").insert(connection);
        row().set("id", others).set("key_name", "another").insert(connection);

        assertThat(said(own)).hasSize(1);
        assertThat(said(others)).isEmpty();
        assertThat(ofModel(0).getInteger("n")).isEqualTo(1);
        assertThat(post(Role.CLIENT, rating(own)).status()).isEqualTo(200);
        assertThat(post(Role.CLIENT, rating(others)).status()).isEqualTo(404);
    }

    private static List<JsonObject> said(UUID inference) {
        return objects(get(PATH + "?inference=" + inference).json().getJsonArray("data"));
    }

    private static String rating(UUID inference) {
        return "{\"inference\":\"" + inference + "\",\"rating\":5}";
    }

    private static HttpAnswer post(Role role, String body) {
        try (RawClient client = Gateway.connect().post(PATH, body, RoleKeys.authorization(role))) {
            return client.answer();
        }
    }
}
