package org.rolemesh.runtime;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for work that may block: virtual ones where the JDK has them (21 and later), otherwise a large pool. */
final class BlockingThreads {
    private static final int MAX_POOL = 2_000;

    private BlockingThreads() {}

    static ExecutorService create(String name) {
        return Runtime.version().feature() >= 21 ? virtual() : pool(name);
    }

    /** By reflection, since the jar is compiled for 17. */
    private static ExecutorService virtual() {
        try {
            return (ExecutorService) java.util.concurrent.Executors.class
                    .getMethod("newVirtualThreadPerTaskExecutor")
                    .invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("JDK 21 and later have virtual threads", e);
        }
    }

    private static ExecutorService pool(String name) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, MAX_POOL, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
