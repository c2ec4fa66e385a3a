package org.rolemesh.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import javax.management.Notification;
import javax.management.NotificationEmitter;

/**
 * Has the serial collector go through the whole heap once the old generation is twice what lives in it. On Java 17 it does so
 * by itself. On Java 25 it lets the old generation grow to the largest heap first, a quarter of the machine's memory, and
 * keeps the young one as small as it was at the start, so that long prompts go straight into the old one.
 *
 * <p>With another collector it does nothing. Thread safe: the JVM calls it on one thread of its own.
 */
final class TenuredLimit {
    private static final String TENURED = "Tenured Gen";
    /** In bytes. For less, a pause of some hundredths of a second is too much. */
    private static final long LEAST_GROWTH = 4L << 20;

    private final MemoryPoolMXBean tenured;

    private TenuredLimit(MemoryPoolMXBean tenured) {
        this.tenured = tenured;
    }

    /** For the rest of this JVM's life; comes when the program has started. */
    static void install() {
        ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(TENURED) && pool.isUsageThresholdSupported())
                .findFirst()
                .ifPresent(pool -> new TenuredLimit(pool).begin());
    }

    private void begin() {
        limit(LEAST_GROWTH);
        NotificationEmitter memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
        memory.addNotificationListener(this::exceeded, null, null);
    }

    private void exceeded(Notification notification, Object handback) {
        if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            System.gc();
            limit(Math.max(tenured.getUsage().getUsed(), LEAST_GROWTH));
        }
    }

    private void limit(long growth) {
        MemoryUsage now = tenured.getUsage();
        tenured.setUsageThreshold(Math.min(now.getUsed() + growth, now.getMax()));
    }
}
