package dev.sluice.egress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.SocketAddress;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The addresses of one upstream, or of another receiver of ours, that may be connected to. A
 * connection is made to an address that was looked at here, never to a name: what a name server
 * says next cannot change where it goes (see {@code docs/adr/0009}).
 *
 * <p>What was found is used at once while it is fresh; when it is older it is still used, and
 * looked up again behind the call; when it is stale the call waits. So a call on a connection that
 * is kept costs no lookup. Safe for all threads; one lookup is under way at a time.
 */
public final class Destination {
    /**
     * As long as a name server's answer is believed without asking again. The platform caches for
     * 30 s on its own.
     */
    public static final long FRESH_NANOS = 10_000_000_000L;

    /**
     * Longer than any connection is kept idle: who waits for a lookup then would wait for a
     * connection too.
     */
    public static final long STALE_NANOS = 90_000_000_000L;

    private static final Logger LOG = Logger.getLogger(Destination.class);

    private final String what;
    private final String setting;
    private final String host;
    private final int port;
    private final EgressConfig egress;
    private final NameResolver resolver;
    private final LongSupplier nanoClock;
    private final @Nullable InetAddress literal;
    private final AtomicReference<@Nullable Promise<SocketAddress>> lookup =
            new AtomicReference<>();
    private final AtomicBoolean reported = new AtomicBoolean();
    private volatile @Nullable Known known;

    /**
     * Looks nothing up yet.
     *
     * @param what is connected to, for messages: {@code upstream 'x'}
     * @param setting where the configuration says which addresses it may have
     * @param host a name or an address
     * @param port of it
     * @param egress which addresses may be connected to
     * @param resolver finds them
     * @param nanoClock tells how old they are
     */
    public Destination(
            String what,
            String setting,
            String host,
            int port,
            EgressConfig egress,
            NameResolver resolver,
            LongSupplier nanoClock) {
        this.what = what;
        this.setting = setting;
        this.host = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        this.literal = literal(this.host);
        this.port = port;
        this.egress = egress;
        this.resolver = resolver;
        this.nanoClock = nanoClock;
    }

    /** Where to connect to, without waiting; null when that has to be found out first. */
    public @Nullable SocketAddress current() {
        Known found = known;
        if (found == null) {
            return null;
        }
        long age = nanoClock.getAsLong() - found.since;
        if (literal == null && age >= STALE_NANOS) {
            return null;
        }
        if (literal == null && age >= FRESH_NANOS) {
            find();
        }
        return found.addresses.getFirst();
    }

    /**
     * Finds out where to connect to. Completes on any thread. Fails with {@link
     * UnknownHostException} or {@link AddressRefusedException}.
     */
    public Future<SocketAddress> find() {
        Promise<SocketAddress> mine = Promise.promise();
        Promise<SocketAddress> underWay = lookup.compareAndExchange(null, mine);
        if (underWay != null) {
            return underWay.future();
        }
        Future<List<InetAddress>> asked =
                literal == null ? resolver.resolve(host) : Future.succeededFuture(List.of(literal));
        asked.onComplete(found -> {
            Future<SocketAddress> outcome =
                    found.succeeded() ? take(found.result()) : keep(found.cause());
            lookup.set(null);
            outcome.onComplete(mine);
        });
        return mine.future();
    }

    /**
     * No connection could be made to this address: the next ones are tried at the next of the
     * addresses.
     */
    public void failed(SocketAddress address) {
        Known found = known;
        if (found != null
                && found.addresses.size() > 1
                && found.addresses.getFirst().equals(address)) {
            List<SocketAddress> turned =
                    new ArrayList<>(found.addresses.subList(1, found.addresses.size()));
            turned.add(address);
            known = new Known(List.copyOf(turned), found.since);
        }
    }

    private Future<SocketAddress> take(List<InetAddress> found) {
        List<SocketAddress> allowed = new ArrayList<>();
        String refusal = "it has no address";
        for (InetAddress address : found) {
            String refused = egress.refusal(address);
            if (refused == null) {
                allowed.add(SocketAddress.inetSocketAddress(
                        new InetSocketAddress(nameless(address), port)));
            } else {
                refusal = address.getHostAddress() + " is in " + refused;
            }
        }
        if (allowed.isEmpty()) {
            known = null;
            if (!reported.getAndSet(true)) {
                LOG.warnf(
                        "%s is not connected to: %s; if it is meant, add it to %s.allow",
                        what, refusal, setting);
            }
            return Future.failedFuture(
                    new AddressRefusedException("its address is refused (" + setting + ")"));
        }
        reported.set(false);
        Known fresh = new Known(inOrder(allowed), nanoClock.getAsLong());
        known = fresh;
        return Future.succeededFuture(fresh.addresses.getFirst());
    }

    /** While no name server answers, an address that was good goes on being used. */
    private Future<SocketAddress> keep(Throwable cause) {
        Known found = known;
        return found == null
                ? Future.failedFuture(cause)
                : Future.succeededFuture(found.addresses.getFirst());
    }

    /**
     * The address in use stays the first while it is among them, so that its connections stay in
     * use too.
     */
    private List<SocketAddress> inOrder(List<SocketAddress> allowed) {
        Known before = known;
        SocketAddress inUse = before == null ? null : before.addresses.getFirst();
        if (inUse != null && allowed.remove(inUse)) {
            allowed.addFirst(inUse);
        }
        return List.copyOf(allowed);
    }

    /** The address that the host is already; it is looked at like any other. */
    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    /** An address that still knew its name would be taken for the name by the connection pool. */
    private static InetAddress nameless(InetAddress address) {
        try {
            return address instanceof Inet6Address v6 && v6.getScopeId() != 0
                    ? Inet6Address.getByAddress(null, v6.getAddress(), v6.getScopeId())
                    : InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // The length is that of an address.
        }
    }

    /** Addresses that may be connected to, the one in use first, and since when that is known. */
    private record Known(List<SocketAddress> addresses, long since) {}
}
