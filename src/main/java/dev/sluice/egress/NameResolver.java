package dev.sluice.egress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host name. */
@FunctionalInterface
public interface NameResolver {
    /** All addresses, preferred ones first. Completes on the caller's context. */
    Future<List<InetAddress>> resolve(String host);

    /**
     * Resolves as the Java platform does, which follows the machine's hosts file and search
     * domains. That blocks, so it runs on threads of its own: a silent name server then delays
     * neither streams nor other work.
     */
    static NameResolver ofPlatform(Vertx vertx) {
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("sluice-names", 8);
        return host -> workers.executeBlocking(() -> InetAddress.getAllByName(host), false)
                .map(List::of);
    }
}
