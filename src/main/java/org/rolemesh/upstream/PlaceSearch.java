package org.rolemesh.upstream;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.rolemesh.access.ClientCall;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Observation;
import org.rolemesh.catalog.Upstream;
import org.rolemesh.catalog.WhenCold;
import org.rolemesh.openai.ModelRequest;
import org.rolemesh.selection.Ask;
import org.rolemesh.selection.Decision;
import org.rolemesh.selection.Decision.Outcome;
import org.rolemesh.selection.Entry;
import org.rolemesh.selection.Narrowing;
import org.rolemesh.selection.Place;

/**
 * Finds a place for one request, and another where an upstream has not taken it, for as long as there is one and time is
 * left to wait for it. Confined to one event loop; once cancelled, it says nothing more.
 */
final class PlaceSearch implements PlaceWait.Outcomes {
    private static final Duration RETRY_SOON = Duration.ofSeconds(2);
    /** Between two requests to one that calls itself loaded when it is probed, and loading when it is asked. */
    private static final long PAUSE_MS = 500;

    private final UpstreamServices services;
    private final Context context;
    private final Alias alias;
    private final ClientCall call;
    private final Result result;
    private final PlaceWait wait;
    private final Set<String> tried = new HashSet<>();
    private Ask ask;
    private UpstreamFailure lastFailure;
    private boolean foundLoading;
    private boolean over;

    /** What a search comes to. */
    interface Result {
        /** Here it may be tried. The place is to be freed. */
        void found(Place place);

        /** There is nothing left to be tried. */
        void foundNone(UpstreamFailure failure);
    }

    PlaceSearch(
            Alias alias,
            Narrowing narrowing,
            ModelRequest request,
            ClientCall call,
            UpstreamServices services,
            Context context,
            Result result) {
        this.alias = alias;
        this.call = call;
        this.services = services;
        this.context = context;
        this.result = result;
        this.wait = new PlaceWait(context, alias, this, services.measures());
        this.ask = Ask.of(alias, services.admission().nextTurn(alias), request, narrowing);
    }

    /** What it waits for; null where it does not wait. */
    Outcome waitsFor() {
        return wait.reason();
    }

    void begin() {
        seek();
    }

    /** Goes on after an upstream that has not taken the request, and frees its place. */
    void goOn(Place failed, UpstreamFailure failure) {
        lastFailure = failure;
        boolean loading = (failure instanceof UpstreamBusy busy && busy.isLoading()) || comesBack(failure);
        observe(failed.upstream(), failure, loading);
        // After that, so that nobody who waits is given this place at an upstream that is down.
        failed.free();
        if (loading) {
            goOnAfterLoad();
        } else {
            tried.add(failed.upstream().id());
            seek();
        }
    }

    void cancel() {
        over = true;
        services.admission().quit(ask, wait);
        wait.cancel();
    }

    @Override
    public void placed(Place place, Decision decision) {
        DecisionLog.write(call, decision);
        result.found(place);
    }

    @Override
    public void refused(Decision decision) {
        if (lastFailure != null) {
            result.foundNone(lastFailure);
        } else if (decision.outcome() == Outcome.FULL || decision.outcome() == Outcome.LOADING) {
            result.foundNone(RoleBusy.queueFull(alias.modelName(), RETRY_SOON));
        } else {
            result.foundNone(RoleUnavailable.because(alias.modelName(), whyNone(decision), RETRY_SOON));
        }
    }

    private String whyNone(Decision decision) {
        return ask.narrowing().allowsAll()
                ? decision.availability().reason()
                : "no backend" + ask.narrowing().words() + " can answer";
    }

    @Override
    public void expired(Outcome reason) {
        if (!services.admission().quit(ask, wait)) {
            // A place is on its way.
            return;
        }
        wait.stop();
        if (reason == Outcome.LOADING) {
            loadExpired();
        } else {
            result.foundNone(RoleBusy.waitedTooLong(alias.modelName(), RETRY_SOON));
        }
    }

    private void seek() {
        if (over) {
            return;
        }
        Entry entry = services.admission().enter(ask.without(tried), wait);
        if (entry.place() != null) {
            placed(entry.place(), entry.decision());
            return;
        }
        DecisionLog.write(call, entry.decision());
        if (entry.waits()) {
            wait.begin(entry.decision().outcome());
        } else {
            refused(entry.decision());
        }
    }

    /** Whoever loads the models of this alias also starts the upstreams, and knows already that this one has gone. */
    private boolean comesBack(UpstreamFailure failure) {
        return failure instanceof UpstreamUnreachable && alias.whenCold() == WhenCold.WAIT;
    }

    private void observe(Upstream upstream, UpstreamFailure failure, boolean loading) {
        if (alias.whenCold() == WhenCold.WAIT) {
            return;
        }
        if (loading) {
            services.catalog().observe(upstream, Observation.loading());
        } else if (failure instanceof UpstreamUnreachable) {
            services.catalog().observe(upstream, Observation.refused("no connection could be made"));
        }
    }

    /** One that is loading is no candidate until it has loaded; then it is again, unlike one that has failed. */
    private void goOnAfterLoad() {
        if (wait.left(Outcome.LOADING).isNegative()) {
            loadExpired();
        } else if (foundLoading) {
            context.owner().setTimer(PAUSE_MS, ignored -> seek());
        } else {
            foundLoading = true;
            seek();
        }
    }

    /** Whoever would have to load the model first is asked all the same now. */
    private void loadExpired() {
        if (ask.waitsForLoads()) {
            ask = ask.withoutWaitingForLoads();
            lastFailure = RoleUnavailable.stillLoading(alias.modelName(), RETRY_SOON);
            seek();
        } else {
            result.foundNone(RoleUnavailable.stillLoading(alias.modelName(), RETRY_SOON));
        }
    }
}
