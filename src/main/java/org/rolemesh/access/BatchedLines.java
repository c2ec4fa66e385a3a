package org.rolemesh.access;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.async.BlockingQueueFactory;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;

/**
 * The queue between those who log and the one thread that writes, for log4j's asynchronous appender. To wake a thread costs
 * an event loop more than all else of a line, so the writer is woken by the first line after a silence alone: it then lets
 * lines gather for 20 ms and takes them in one go.
 *
 * @param <E> what is logged
 */
@Plugin(name = "BatchedLines", category = Node.CATEGORY, elementType = BlockingQueueFactory.ELEMENT_TYPE)
public final class BatchedLines<E> implements BlockingQueueFactory<E> {
    private static final long GATHERING_NANOS = 20_000_000;

    private BatchedLines() {}

    /** Called by log4j for {@code <BatchedLines/>} in an {@link AsyncAppender}. */
    @PluginFactory
    public static <E> BatchedLines<E> create() {
        return new BatchedLines<>();
    }

    @Override
    public BlockingQueue<E> create(int capacity) {
        return new Gathering<>(capacity);
    }

    /** Offered to by any thread; taken from by one. */
    private static final class Gathering<E> extends ArrayBlockingQueue<E> {
        private static final long serialVersionUID = 1L;

        // Of the taking thread alone.
        private final transient Deque<E> taken = new ArrayDeque<>();

        Gathering(int capacity) {
            super(capacity);
        }

        @Override
        public E take() throws InterruptedException {
            E next = poll();
            if (next == null) {
                next = super.take();
                LockSupport.parkNanos(this, GATHERING_NANOS);
            }
            return next;
        }

        @Override
        public E poll() {
            if (taken.isEmpty()) {
                drainTo(taken);
            }
            return taken.poll();
        }

        /** Asked by the taking thread, which then flushes what it has written. */
        @Override
        public boolean isEmpty() {
            return taken.isEmpty() && super.isEmpty();
        }
    }
}
