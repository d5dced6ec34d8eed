package dev.sluice.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What Ctrl-C and {@code kill} do: the first stops the gateway in its order, as the JVM does
 * anyway; the second, which the JVM would ignore, ends the process at once. The embedded database
 * and the engine end behind it on their tethers.
 *
 * <p>Java has no supported interface to signals. The one there is ({@code sun.misc.Signal}, in
 * module jdk.unsupported, kept for this use by JEP 260) is reached by reflection, since the
 * compiler's warning about its name can't be turned off. Where it is missing the second signal is
 * ignored as ever.
 */
final class Signals {
    /** A shell reports a process that a signal has ended so; the JVM's own handlers do too. */
    private static final int ENDED_BY_SIGNAL = 128;

    private static final AtomicBoolean STOPPING = new AtomicBoolean();

    private Signals() {}

    static void endAtOnceOnTheSecond() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler onSignal = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    onSignal((int) signal.getMethod("getNumber").invoke(arguments[0]));
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "sluice";
            };
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
            for (String name : new String[] {"INT", "TERM"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Not on this JVM, or it was told to leave signals alone (-Xrs): it goes on as it would
            // have.
        }
    }

    private static void onSignal(int number) {
        if (STOPPING.compareAndSet(false, true)) {
            // Not on the signal's own thread: the shutdown would keep the next signal from
            // arriving.
            Thread.ofPlatform().name("stop").start(() -> System.exit(ENDED_BY_SIGNAL + number));
        } else {
            Runtime.getRuntime().halt(ENDED_BY_SIGNAL + number);
        }
    }
}
