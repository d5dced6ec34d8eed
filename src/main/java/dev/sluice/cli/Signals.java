package dev.sluice.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What Ctrl-C and {@code kill} do. The first stops the gateway in order, as the JVM does anyway;
 * the second, which the JVM would ignore, ends the process at once. The embedded database and the
 * engine are tethered to the process and end after it.
 *
 * <p>Java has no supported interface to signals. {@code sun.misc.Signal} (in module
 * jdk.unsupported, kept for this use by JEP 260) is called by reflection, because the compiler's
 * warning about its name can't be turned off. If it is missing, the second signal is ignored as
 * usual.
 */
final class Signals {
    /** A shell reports a process ended by a signal this way, and so do the JVM's own handlers. */
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
            // Not available on this JVM, or disabled by -Xrs: signals keep their default behaviour.
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
