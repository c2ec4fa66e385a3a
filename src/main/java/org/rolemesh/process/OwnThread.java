package org.rolemesh.process;

/**
 * Where waiting is done and ends are told: in a thread of their own. The common pool, in which the JDK does both, may have
 * one thread only, and that may be waiting for something else.
 */
final class OwnThread {
    private OwnThread() {}

    static void run(Runnable work) {
        Thread thread = new Thread(work, "process-end");
        thread.setDaemon(true);
        thread.start();
    }
}
