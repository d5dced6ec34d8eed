package dev.sluice.overview;

import dev.sluice.access.KeyUses;
import dev.sluice.config.ConfigStore;
import dev.sluice.config.server.KeyConfig;
import dev.sluice.database.DatabaseException;

import io.smallrye.mutiny.Uni;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code /api/keys}: who may call, how old each key is and when it was last used. Nothing that a
 * key could be made of. Without the database all but what the records say is there.
 */
@Path("/api/keys")
@Cancellable(false)
public class KeysResource {
    private final ConfigStore config;
    private final KeyUses uses;
    private final KeyRecords records;

    KeysResource(ConfigStore config, KeyUses uses, KeyRecords records) {
        this.config = config;
        this.uses = uses;
        this.records = records;
    }

    /** All of them, in the order of the files. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<KeyList> list(UriInfo uri) {
        NoParameters.check(uri);
        List<KeyConfig> keys = config.current().keys();
        return records.lastInferences(keys.stream().map(KeyConfig::name).toList())
                .map(last -> list(keys, last, null))
                .onFailure(DatabaseException.class)
                .recoverWithItem(failure -> list(keys, Map.of(), failure.sentence()));
    }

    private KeyList list(
            List<KeyConfig> keys, Map<String, Instant> last, @Nullable String problem) {
        List<KeyView> views = keys.stream()
                .map(key -> KeyView.of(key, uses.of(key.name()), last.get(key.name())))
                .toList();
        return new KeyList("list", views, problem);
    }

    /**
     * The answer.
     *
     * @param object always {@code list}, as in OpenAI's lists
     * @param recordsProblem why the last inferences are unknown; null when they were read
     */
    record KeyList(
            String object, List<KeyView> data, @Nullable String recordsProblem) {}
}
