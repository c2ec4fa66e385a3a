package org.rolemesh.runtime;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** SIGTERM and SIGINT: the first asks the program to stop, the second ends it at once. SIGHUP does what it is told to. */
public final class StopSignal {
    private static final String NO_SIGNALS = "this Java runtime lacks the module jdk.unsupported";

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicReference<Heard> heard = new AtomicReference<>(Heard.NOTHING);
    private final int hurriedStatus;

    /** What whoever sent the first signal wants. */
    public enum Wish {
        STOP,
        HAND_OVER
    }

    private enum Heard {
        NOTHING,
        TERMINAL_CLOSED,
        STOP,
        HAND_OVER
    }

    private StopSignal(int hurriedStatus) {
        this.hurriedStatus = hurriedStatus;
    }

    /**
     * Listens for SIGTERM and SIGINT from now on.
     *
     * @param hurriedStatus the exit status after a second signal
     */
    public static StopSignal install(int hurriedStatus) {
        StopSignal stop = new StopSignal(hurriedStatus);
        try {
            handle("TERM", () -> stop.received(Heard.STOP));
            handle("INT", () -> stop.received(Heard.STOP));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(NO_SIGNALS, e);
        }
        return stop;
    }

    /** From now on each SIGINT, which is Ctrl-C, does this and nothing else. */
    public static void onInterrupt(Runnable action) {
        try {
            handle("INT", action);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(NO_SIGNALS, e);
        }
    }

    /** SIGHUP does this, but where the terminal has just closed that this was started from: that is a stop like the others. */
    public void onHangUp(Runnable action) {
        boolean fromTerminal = hasTerminal();
        try {
            handle("HUP", () -> {
                if (fromTerminal && !hasTerminal()) {
                    terminalClosed();
                } else {
                    action.run();
                }
            });
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(NO_SIGNALS, e);
        }
    }

    /** SIGHUP asks to leave what was begun to the next one. */
    public void handOverOnHangUp() {
        onHangUp(() -> received(Heard.HAND_OVER));
    }

    /** Waits for the first signal. */
    public Wish await() throws InterruptedException {
        asked.await();
        return heard.get() == Heard.HAND_OVER ? Wish.HAND_OVER : Wish.STOP;
    }

    /** Told twice or thrice, by the system and by the shell, which is no hurry. */
    private void terminalClosed() {
        heard.compareAndSet(Heard.NOTHING, Heard.TERMINAL_CLOSED);
        asked.countDown();
    }

    private void received(Heard wanted) {
        Heard before = heard.getAndUpdate(so -> so == Heard.NOTHING || so == Heard.TERMINAL_CLOSED ? wanted : so);
        switch (before) {
            // Whoever ends a session may send SIGTERM beside SIGHUP.
            case NOTHING, TERMINAL_CLOSED -> asked.countDown();
            case STOP, HAND_OVER -> Runtime.getRuntime().halt(hurriedStatus);
        }
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
        Method handle = signal.getMethod("handle", signal, handler);
        Object number = signal.getConstructor(String.class).newInstance(name);
        Object before = handle.invoke(null, number, listener);
        if (handler.getField("SIG_IGN").get(null).equals(before)) {
            // Whoever started it, nohup for one, does not want this signal to have an effect.
            handle.invoke(null, number, before);
        }
    }

    private static boolean hasTerminal() {
        try (FileChannel terminal = FileChannel.open(Path.of("/dev/tty"))) {
            return terminal.isOpen();
        } catch (IOException e) {
            return false;
        }
    }
}
