package org.rolemesh.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rolemesh.catalog.Alias;
import org.rolemesh.nodes.OfferState;

/** Many threads ask for places, give them back and leave the line, while nodes come, load and go. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdmissionConcurrencyTest {
    private static final int THREADS = 4;
    private static final int STEPS = 20_000;
    private static final int SLOTS = 2;
    /** Ready all the time, so that there is something to wait for. */
    private static final String STEADY = "box-0";

    private static final List<String> CHANGING = List.of("box-1", "box-2");
    private static final List<String> NODES = List.of(STEADY, CHANGING.get(0), CHANGING.get(1));

    private final Fleet fleet = new Fleet(8);
    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    private final Queue<Place> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final CyclicBarrier start = new CyclicBarrier(THREADS + 1);

    @Test
    void no_place_is_lost_and_nobody_forgotten() throws Exception {
        NODES.forEach(node -> fleet.put(node, OfferState.READY, SLOTS));
        List<Client> clients = new ArrayList<>();
        List<Callable<Void>> work = new ArrayList<>();
        for (int seed = 1; seed <= THREADS; seed++) {
            Client client = new Client(seed);
            clients.add(client);
            work.add(client);
        }
        AtomicInteger changes = new AtomicInteger();
        work.add(() -> changeNodes(clients, changes));
        runAll(work);

        NODES.forEach(node -> fleet.put(node, OfferState.READY, SLOTS));
        while (freeOne()) {}

        assertThat(clients).allSatisfy(client -> client.requests.forEach(Request::assertToldOnce));
        assertThat(NODES).allSatisfy(node -> assertThat(fleet.admission().inFlight(Fleet.upstreamId(node)))
                .isZero());
        assertThat(mostInFlight).as("in flight at one node").hasValue(SLOTS);
        assertThat(clients.stream()
                        .flatMap(client -> client.requests.stream())
                        .filter(request -> request.waited && !request.hasQuit)
                        .count())
                .as("told after they had waited")
                .isGreaterThan(1_000);
        assertThat(changes).hasValueGreaterThan(10);
    }

    private static void runAll(List<Callable<Void>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Void changeNodes(List<Client> clients, AtomicInteger changes) throws Exception {
        Random random = new Random(0);
        start.await();
        while (clients.stream().anyMatch(client -> !client.done)) {
            String node = CHANGING.get(random.nextInt(CHANGING.size()));
            if (random.nextInt(8) == 0) {
                fleet.remove(node);
            } else {
                fleet.put(node, Fleet.STATES.get(random.nextInt(4)), SLOTS);
            }
            changes.incrementAndGet();
        }
        return null;
    }

    private final class Client implements Callable<Void> {
        private final Random random;
        private final List<Alias> aliases = fleet.aliases();
        private final List<Request> requests = new ArrayList<>();
        private volatile boolean done;

        private Client(long seed) {
            random = new Random(seed);
        }

        @Override
        public Void call() throws Exception {
            start.await();
            try {
                for (int i = 0; i < STEPS; i++) {
                    step();
                }
            } finally {
                done = true;
            }
            return null;
        }

        /** Mostly a place is given back, by whichever thread comes first. */
        private void step() {
            int kind = random.nextInt(20);
            if (kind < 8) {
                Request request = new Request(aliases.get(random.nextInt(aliases.size())));
                requests.add(request);
                request.enter();
            } else if (kind == 8 && !requests.isEmpty()) {
                requests.get(requests.size() - 1).quit();
            } else {
                freeOne();
            }
        }
    }

    /** Whether there was one to free. */
    private boolean freeOne() {
        Place place = held.poll();
        if (place == null) {
            return false;
        }
        inFlight.get(place.upstream().id()).decrementAndGet();
        place.free();
        return true;
    }

    private final class Request implements Waiter {
        private final Ask ask;
        private final AtomicInteger told = new AtomicInteger();
        private boolean waited;
        private boolean hasQuit;

        private Request(Alias alias) {
            this.ask = Ask.of(alias, fleet.admission().nextTurn(alias), null);
        }

        private void enter() {
            Entry entry = fleet.admission().enter(ask, this);
            waited = entry.waits();
            if (entry.place() != null) {
                granted(entry.place(), entry.decision());
            } else if (!entry.waits()) {
                refused(entry.decision());
            }
        }

        private void quit() {
            hasQuit |= fleet.admission().quit(ask, this);
        }

        private void assertToldOnce() {
            assertThat(told.get() + (hasQuit ? 1 : 0)).as("told or has quit").isEqualTo(1);
        }

        @Override
        public void granted(Place given, Decision decision) {
            told.incrementAndGet();
            int now = inFlight.computeIfAbsent(given.upstream().id(), id -> new AtomicInteger())
                    .incrementAndGet();
            mostInFlight.accumulateAndGet(now, Math::max);
            held.add(given);
        }

        @Override
        public void refused(Decision decision) {
            told.incrementAndGet();
        }

        @Override
        public void waitsFor(Decision.Outcome reason) {
            assertThat(told).as("told before").hasValue(0);
        }
    }
}
