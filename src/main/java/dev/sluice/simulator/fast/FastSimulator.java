package dev.sluice.simulator.fast;

import dev.sluice.simulator.Script;
import dev.sluice.simulator.ScriptException;
import dev.sluice.simulator.Simulator;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * An upstream for benchmarks: plays scripts whose answers are the same for every request, prebuilt
 * and written unchanged, over HTTP/1.1 only. It counts and records nothing; use {@link Simulator}
 * for tests. Public methods may be called from any thread and block.
 */
public final class FastSimulator implements AutoCloseable {
    private static final int BACKLOG = 4096;

    /** What the connections of one event loop share. */
    private record Shared(PrebuiltScript script, PaceWheel wheel) {}

    private final Script script;
    private final EventLoopGroup loops;
    private final long createdSeconds = InstantSource.system().instant().getEpochSecond();
    private final Map<EventLoop, Shared> shared = new ConcurrentHashMap<>();

    /**
     * Checks the script; does not listen before {@link #start}.
     *
     * @throws ScriptException if an answer depends on its request
     */
    public FastSimulator(Script script, int loops) {
        this.script = script;
        var _ = new PrebuiltScript(script, createdSeconds);
        this.loops =
                Epoll.isAvailable() ? new EpollEventLoopGroup(loops) : new NioEventLoopGroup(loops);
    }

    /** Listens on the loopback and returns the port; port 0 takes a free one. */
    public int start(int port) throws InterruptedException {
        Channel listening = new ServerBootstrap()
                .group(loops)
                .channel(
                        Epoll.isAvailable()
                                ? EpollServerSocketChannel.class
                                : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Shared its = shared.computeIfAbsent(
                                channel.eventLoop(), FastSimulator.this::share);
                        channel.pipeline().addLast(new FastConnection(its.script(), its.wheel()));
                    }
                })
                .bind("127.0.0.1", port)
                .sync()
                .channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Breaks every connection. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Shared share(EventLoop loop) {
        return new Shared(new PrebuiltScript(script, createdSeconds), new PaceWheel(loop));
    }
}
