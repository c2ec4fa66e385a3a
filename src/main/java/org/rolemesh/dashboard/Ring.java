package org.rolemesh.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last of what was added, numbered from 0. Thread safe; adding takes no lock. */
final class Ring<T> {
    private final AtomicReferenceArray<Entry<T>> kept;
    private final AtomicLong added = new AtomicLong();

    record Entry<T>(long number, T value) {}

    Ring(int size) {
        kept = new AtomicReferenceArray<>(size);
    }

    void add(T value) {
        long number = added.getAndIncrement();
        kept.set(index(number), new Entry<>(number, value));
    }

    /** Those with this number and later ones, in their order; what is just being added comes the next time. */
    List<Entry<T>> from(long number) {
        long end = added.get();
        List<Entry<T>> found = new ArrayList<>();
        for (long at = Math.max(number, end - kept.length()); at < end; at++) {
            Entry<T> entry = kept.get(index(at));
            if (entry == null || entry.number() < at) {
                return found;
            }
            if (entry.number() == at) {
                found.add(entry);
            }
        }
        return found;
    }

    private int index(long number) {
        return (int) (number % kept.length());
    }
}
