package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.nodes.Offer;
import org.rolemesh.nodes.OfferState;

/** Processes and requests around a supervisor, with what must be true of them, found out without its code. */
final class SlotsModel {
    /** For each role to have its turn in a slot that all of them want, and its pauses. */
    private static final int SERVED_SECONDS = 120;

    private final Host host;
    private final Map<String, Server> processes = new HashMap<>();
    private final List<Request> running = new ArrayList<>();
    private final Map<String, Integer> waiting = new HashMap<>();
    private int carriedOut;
    private boolean ending;

    /** A process, from the order to launch it. */
    private static final class Server {
        private final String slot;
        private final String role;
        private boolean started;
        private boolean ready;
        private boolean toldToEnd;
        private boolean condemned;

        private Server(String slot, String role) {
            this.slot = slot;
            this.role = role;
        }
    }

    private record Request(String launchId, String role, String slot) {}

    SlotsModel(NodeAgentConfig config) {
        host = new Host(config);
        host.supervisor.onChange((before, after) -> takeOrders());
        host.supervisor.begin();
        takeOrders();
    }

    void wait(String role) {
        waiting.merge(role, 1, Integer::sum);
        host.wait(role, waiting.get(role));
        takeOrders();
    }

    void giveUp(String role) {
        waiting.remove(role);
        host.wait(role, 0);
        takeOrders();
    }

    /** A request goes to a slot that has its role ready, as the catalog shows it; whoever waited goes too. */
    boolean take(String role) {
        for (Slot slot : host.supervisor.board().all()) {
            if (slot.phase() == Phase.READY && slot.has(role)) {
                running.add(new Request(slot.run().id(), role, slot.name()));
                count(role, slot.name());
                giveUp(role);
                return true;
            }
        }
        return false;
    }

    void leave(int which) {
        if (!running.isEmpty()) {
            Request request = running.remove(which % running.size());
            count(request.role(), request.slot());
            host.supervisor.idle(request.slot());
            takeOrders();
        }
    }

    void launched(int which) {
        pick(which, process -> !process.started).ifPresent(id -> {
            Server process = processes.get(id);
            process.started = true;
            host.supervisor.launched(host.launchOf(id, process.slot, process.role), host.newProcess());
            takeOrders();
        });
    }

    void refused(int which) {
        pick(which, process -> !process.started).ifPresent(id -> {
            processes.remove(id);
            host.supervisor.refused(id, "no room");
            takeOrders();
        });
    }

    void notStarted(int which) {
        pick(which, process -> !process.started).ifPresent(id -> {
            processes.remove(id);
            host.supervisor.notStarted(id, "no program");
            takeOrders();
        });
    }

    void ready(int which) {
        pick(which, process -> process.started && !process.toldToEnd && !process.ready)
                .ifPresent(id -> {
                    processes.get(id).ready = true;
                    host.supervisor.ready(id, new ServerFacts(OptionalInt.of(1), OptionalInt.of(1)));
                    takeOrders();
                });
    }

    /** A process ends, of itself or as it was told; its requests end with it. */
    void ended(int which, boolean ofItself) {
        pick(which, process -> process.started && (ofItself || process.toldToEnd))
                .ifPresent(id -> {
                    Server gone = processes.remove(id);
                    running.removeIf(request -> request.launchId().equals(id));
                    count(gone.role, gone.slot);
                    host.ended(id, 1);
                    takeOrders();
                });
    }

    void condemned(int which) {
        pick(which, process -> process.started).ifPresent(id -> {
            processes.get(id).condemned = true;
            host.supervisor.condemned(id, "useless");
            takeOrders();
        });
    }

    void load(String role) {
        host.supervisor.load(role);
        takeOrders();
    }

    void unload(String role) {
        host.supervisor.unload(role);
        takeOrders();
    }

    void obstacles(Map<Board.Berth, String> found) {
        host.supervisor.obstacles(found);
        takeOrders();
    }

    void after(double seconds) {
        host.after(seconds);
        takeOrders();
        host.config.slots().keySet().forEach(slot -> {
            host.supervisor.unloadIdle(slot);
            takeOrders();
        });
    }

    void assertInOrder() {
        for (Slot slot : host.supervisor.board().all()) {
            List<Server> here = processes.values().stream()
                    .filter(process -> process.slot.equals(slot.name()))
                    .toList();
            assertThat(here).as("processes of %s", slot).hasSize(slot.phase().hasProcess() ? 1 : 0);
            here.forEach(process -> assertThat(process.role).isEqualTo(slot.role()));
            assertThat(slot.run() != null).isEqualTo(slot.phase().hasProcess());
        }
        assertOffersAgree();
        assertThat(LaunchBook.of(host.supervisor.board()).entries().keySet())
                .isEqualTo(ids(process -> process.started && !process.toldToEnd));
    }

    /**
     * From now on launches succeed and requests end, though new ones keep every role that is loaded busy: within the time
     * whoever waits is served, or told that nobody can.
     */
    void assertServesWhoeverWaits() {
        for (int quarter = 0; quarter < 4 * SERVED_SECONDS && !waiting.isEmpty(); quarter++) {
            goOn();
            List.copyOf(waiting.keySet()).forEach(this::serve);
            assertInOrder();
        }
        assertThat(waiting).as("who still waits, with %s", host.phases()).isEmpty();
    }

    void assertEnds() {
        ending = true;
        CompletableFuture<Void> end = host.supervisor.endAll();
        takeOrders();
        for (int round = 0; round < 10; round++) {
            launched(round);
            ended(round, false);
            after(1);
            assertInOrder();
        }
        assertThat(end).isCompleted();
        assertThat(processes).isEmpty();
    }

    private void serve(String role) {
        if (!take(role) && host.state(role) == OfferState.FAILED) {
            giveUp(role);
        }
    }

    private void goOn() {
        launched(0);
        ready(0);
        ended(0, false);
        host.supervisor.board().all().forEach(this::keepBusy);
        after(0.25);
    }

    /** The next request has always come before the last one leaves, as long as any may come. */
    private void keepBusy(Slot slot) {
        boolean busy = slot.phase() == Phase.READY && take(slot.role());
        List<Request> here = running.stream()
                .filter(request -> request.slot().equals(slot.name()))
                .toList();
        for (Request request : here.subList(0, Math.max(0, here.size() - (busy ? 1 : 0)))) {
            leave(running.indexOf(request));
        }
    }

    /** Looks at each order when it is given: nothing has happened since. */
    private void takeOrders() {
        while (carriedOut < host.orders.size()) {
            Host.Order order = host.orders.get(carriedOut++);
            switch (order.kind()) {
                case LAUNCH -> takeLaunch(order);
                case END -> takeEnd(order);
            }
        }
        assertNobodyDisplacesThePinned();
    }

    private void takeLaunch(Host.Order order) {
        assertThat(ending).as("launched after the end: %s", order).isFalse();
        assertThat(processes.values()).noneMatch(process -> process.slot.equals(order.slot()));
        assertThat(host.config.roles().get(order.role()).slots()).contains(order.slot());
        processes.put(order.launchId(), new Server(order.slot(), order.role()));
    }

    private void takeEnd(Host.Order order) {
        Server process = processes.get(order.launchId());
        assertThat(process).as("process of %s", order).isNotNull();
        assertThat(process.started && !process.toldToEnd).as("%s", order).isTrue();
        boolean idle = running.stream().noneMatch(request -> request.launchId().equals(order.launchId()));
        assertThat(idle || process.condemned || ending)
                .as("ended with requests: %s", order)
                .isTrue();
        process.toldToEnd = true;
    }

    private void assertNobodyDisplacesThePinned() {
        for (Slot slot : host.supervisor.board().all()) {
            if (slot.phase() == Phase.YIELDING
                    && host.config.roles().get(slot.role()).pin()) {
                assertThat(slot.yieldsTo()).isNull();
            }
        }
    }

    /** A gateway hears of each role's best slot. */
    private void assertOffersAgree() {
        RoleOffers offers = new RoleOffers(host.config);
        Board board = host.supervisor.board();
        for (Offer told : offers.of(board)) {
            List<OfferState> states = board.all().stream()
                    .flatMap(slot -> offers.of(board, slot).stream())
                    .filter(offer -> offer.role().equals(told.role()))
                    .map(Offer::state)
                    .toList();
            OfferState best =
                    List.of(OfferState.READY, OfferState.LOADING, OfferState.UNLOADED, OfferState.FAILED).stream()
                            .filter(states::contains)
                            .findFirst()
                            .orElseThrow();
            assertThat(told.state()).isEqualTo(best);
            assertThat(told.state() == OfferState.FAILED && told.detail() == null)
                    .as("a failure without a reason")
                    .isFalse();
        }
    }

    private void count(String role, String slot) {
        host.inFlight(role, slot, (int) running.stream()
                .filter(request -> request.role().equals(role) && request.slot().equals(slot))
                .count());
    }

    private Set<String> ids(Predicate<Server> wanted) {
        return processes.entrySet().stream()
                .filter(each -> wanted.test(each.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Optional<String> pick(int which, Predicate<Server> wanted) {
        List<String> found = ids(wanted).stream().sorted().toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(which % found.size()));
    }
}
