package io.github.ylhcancel;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Interrupt;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Ctrl-C, and what systemd and a closing terminal send: the first asks the run to end after what it has in hand, the second ends
 * it at once. A shutdown hook would not do, because Java hears no second signal once it is shutting down.
 *
 * <p>The JDK's class for this is reached by reflection: naming it makes the compiler warn, and it cannot be told not to.
 */
final class Signals {
    private Signals() {}

    static void request(Interrupt interrupt) {
        for (String name : List.of("INT", "TERM", "HUP")) {
            try {
                handle(name, () -> {
                    if (interrupt.isRequested()) {
                        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
                    }
                    interrupt.request();
                });
            } catch (ReflectiveOperationException e) {
                // This Java or this system has no such signal: then Java's own way of ending remains.
            }
        }
    }

    private static void handle(String name, Runnable reaction) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object ours = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    reaction.run();
                    return null;
                });
        Object number = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, number, ours);
    }
}
