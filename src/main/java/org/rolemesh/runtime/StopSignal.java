package org.rolemesh.runtime;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/** SIGTERM and SIGINT: the first asks the program to stop, the second ends it at once. */
public final class StopSignal {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final int hurriedStatus;

    private StopSignal(int hurriedStatus) {
        this.hurriedStatus = hurriedStatus;
    }

    /**
     * Listens for both from now on.
     *
     * @param hurriedStatus the exit status after a second signal
     */
    public static StopSignal install(int hurriedStatus) {
        StopSignal stop = new StopSignal(hurriedStatus);
        try {
            handle("TERM", stop::received);
            handle("INT", stop::received);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java runtime lacks the module jdk.unsupported", e);
        }
        return stop;
    }

    /** Waits for the first signal. */
    public void await() throws InterruptedException {
        asked.await();
    }

    private void received() {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(hurriedStatus);
        }
        asked.countDown();
    }

    /**
     * By reflection: a shutdown hook would not hear of a second signal, the class that does is every JDK's but no
     * standard's, and the compiler warns of it in a way that nothing turns off.
     */
    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object listener = Proxy.newProxyInstance(
                StopSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    action.run();
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
    }
}
