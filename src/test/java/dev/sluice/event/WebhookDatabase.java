package dev.sluice.event;

import dev.sluice.testing.TestDatabase;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.concurrent.TimeUnit;

/** A database for all tests of a class, as a static {@code @RegisterExtension}. */
final class WebhookDatabase implements BeforeAllCallback, AfterAllCallback {
    private final String name;
    private Vertx vertx;
    private Pool pool;
    private String url;

    /** No other class may have one of that name: they run side by side. */
    WebhookDatabase(String name) {
        this.name = name;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        vertx = Vertx.vertx();
        url = TestDatabase.migrate(TestDatabase.empty(name));
        pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(url))
                .with(new PoolOptions().setMaxSize(6))
                .using(vertx)
                .build();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        pool.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    Vertx vertx() {
        return vertx;
    }

    Pool pool() {
        return pool;
    }

    String url() {
        return url;
    }
}
