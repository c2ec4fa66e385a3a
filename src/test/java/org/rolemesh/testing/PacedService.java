package org.rolemesh.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** A backend that works on so many requests at once, the same time for each; the others wait inside it in their order. */
public final class PacedService implements Behaviour {
    private final Duration time;
    private final Semaphore slots;
    private final LongAdder served = new LongAdder();

    public PacedService(Duration time, int slots) {
        this.time = time;
        this.slots = new Semaphore(slots, true);
    }

    @Override
    public void serve(Exchange exchange) throws IOException, InterruptedException {
        slots.acquire();
        try {
            exchange.pause(time);
        } finally {
            slots.release();
        }
        served.increment();
        Answers.chat().serve(exchange);
    }

    /** How many requests it has worked on to the end. */
    public long served() {
        return served.sum();
    }
}
