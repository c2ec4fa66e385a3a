package org.rolemesh.wire;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Puts off what sends to the end of an event loop's turn, when everything has been read that had come before it. Each send
 * wakes whoever reads it; where things are sent one by one, each reader does one thing and sleeps again before the next
 * comes. Confined to its event loop.
 *
 * <p>A turn may be long where much has come. So nothing waits for more than 31 others.
 */
public final class TurnEnd {
    private static final int MOST = 32;

    private final EventLoop loop;
    private final Runnable end = this::end;
    private final Deque<Runnable> waiting = new ArrayDeque<>(MOST);
    private boolean due;

    public TurnEnd(EventLoop loop) {
        this.loop = loop;
    }

    /** Runs {@code work} at the end of this turn or before; it does not throw. */
    public void run(Runnable work) {
        waiting.add(work);
        if (waiting.size() >= MOST) {
            runAll();
        } else if (!due) {
            due = true;
            loop.execute(end);
        }
    }

    private void end() {
        due = false;
        runAll();
    }

    private void runAll() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }
}
