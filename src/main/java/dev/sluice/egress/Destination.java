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
 * The allowed addresses of one upstream or webhook. Sluice connects to an address that was checked
 * here, never to a name, so that a name server's next answer can't change where the connection goes
 * (see {@code docs/adr/0009}).
 *
 * <p>A fresh lookup is used as it is; an older one is still used while it is renewed in the
 * background; for a stale one the call waits. So a call on a kept connection costs no lookup.
 * Thread-safe; one lookup runs at a time.
 */
public final class Destination {
    /** How long a name server's answer counts as fresh. The platform caches for 30 s on its own. */
    public static final long FRESH_NANOS = 10_000_000_000L;

    /**
     * Longer than any connection is kept idle: a call that waits for a lookup would wait for a new
     * connection anyway.
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
     * Makes a destination without looking anything up.
     *
     * @param what what is connected to, for messages: {@code upstream 'x'}
     * @param setting the setting that says which addresses are allowed
     * @param host a name or an address
     * @param port its port
     * @param egress which addresses are allowed
     * @param resolver finds the addresses
     * @param nanoClock measures how old they are
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

    /** The address to connect to, without waiting; null when a lookup is needed first. */
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
     * Looks up the address to connect to. Completes on any thread. Fails with {@link
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
     * Reports that connecting to this address failed; the next connections use another one, if
     * there is any.
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
                        "no connection to %s: %s; if intended, add it to %s.allow",
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

    /** While no name server answers, the known address stays in use. */
    private Future<SocketAddress> keep(Throwable cause) {
        Known found = known;
        return found == null
                ? Future.failedFuture(cause)
                : Future.succeededFuture(found.addresses.getFirst());
    }

    /**
     * The address in use stays first if it is still valid, so that its connections stay in use too.
     */
    private List<SocketAddress> inOrder(List<SocketAddress> allowed) {
        Known before = known;
        SocketAddress inUse = before == null ? null : before.addresses.getFirst();
        if (inUse != null && allowed.remove(inUse)) {
            allowed.addFirst(inUse);
        }
        return List.copyOf(allowed);
    }

    /** The host as an address, which is checked like any other; null when it is a name. */
    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    /** Removes the name: the connection pool would prefer it to the address. */
    private static InetAddress nameless(InetAddress address) {
        try {
            return address instanceof Inet6Address v6 && v6.getScopeId() != 0
                    ? Inet6Address.getByAddress(null, v6.getAddress(), v6.getScopeId())
                    : InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // The length is that of an address.
        }
    }

    /** The allowed addresses, the one in use first, and when they were looked up. */
    private record Known(List<SocketAddress> addresses, long since) {}
}
