package dev.sluice.egress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host's name. */
@FunctionalInterface
public interface NameResolver {
    /** All addresses, the preferred one first. Completes on the caller's context. */
    Future<List<InetAddress>> resolve(String host);

    /**
     * The way the Java platform does it, which is the machine's own: hosts file, search domains,
     * all of it. It blocks, so it runs on threads of its own; a name server that is silent then
     * holds up neither streams nor other work.
     */
    static NameResolver ofPlatform(Vertx vertx) {
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("sluice-names", 8);
        return host -> workers.executeBlocking(() -> InetAddress.getAllByName(host), false)
                .map(List::of);
    }
}
