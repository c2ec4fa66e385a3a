package org.rolemesh.upstream;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.processor.loadbalancer.LoadBalancerSupport;
import org.apache.camel.support.ExchangeHelper;
import org.rolemesh.access.AccessLog;
import org.rolemesh.access.ClientCall;
import org.rolemesh.access.Continuation;
import org.rolemesh.http.ClientRequest;
import org.rolemesh.http.ClientRequests;

/**
 * A load balancer that asks all its targets at once. The first that answers, which for a stream is the first with an
 * event, answers the exchange; the others are cancelled. It fails only where all do, as the first of them did.
 */
public final class FirstAnswer extends LoadBalancerSupport {
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        new Contest(exchange, callback).start(getProcessors());
        return false;
    }

    /** One exchange and its copies. Whoever answers first, or fails last, ends it. */
    private static final class Contest {
        private final Exchange exchange;
        private final AsyncCallback callback;
        private final List<Race> races = new ArrayList<>();
        private final List<Exchange> copies = new ArrayList<>();
        private final AtomicBoolean decided = new AtomicBoolean();
        private final AtomicInteger running = new AtomicInteger();

        private Contest(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.callback = callback;
        }

        private void start(List<AsyncProcessor> targets) {
            running.set(targets.size());
            for (int i = 0; i < targets.size(); i++) {
                Exchange copy = ExchangeHelper.createCorrelatedCopy(exchange, false);
                Race race = new Race();
                race.enter(copy);
                races.add(race);
                copies.add(copy);
            }
            watchClient();
            for (int i = 0; i < targets.size(); i++) {
                Exchange copy = copies.get(i);
                targets.get(i).process(copy, doneSync -> ended(copy));
            }
        }

        private void ended(Exchange copy) {
            boolean last = running.decrementAndGet() == 0;
            if (hasAnswer(copy)) {
                if (decided.compareAndSet(false, true)) {
                    cancelAllBut(copy);
                    answerBy(copy);
                } else {
                    close(copy.getMessage().getBody());
                }
            } else if (last && decided.compareAndSet(false, true)) {
                exchange.setException(copies.get(0).getException());
                Continuation.resume(exchange, callback);
            }
        }

        private static boolean hasAnswer(Exchange copy) {
            return copy.getException() == null
                    && !copy.isRouteStop()
                    && !Boolean.FALSE.equals(copy.getVariable(Outcome.ANSWERED));
        }

        private void answerBy(Exchange copy) {
            Message answer = exchange.getMessage();
            answer.removeHeaders("*");
            answer.getHeaders().putAll(copy.getMessage().getHeaders());
            answer.setBody(copy.getMessage().getBody());
            copy.getVariables().forEach(exchange::setVariable);
            ClientCall call = ClientCall.of(exchange);
            if (call != null && copy.getVariable(Outcome.UPSTREAM) != null) {
                call.attempted(copy.getVariable(Outcome.UPSTREAM, String.class));
            }
            Continuation.resume(exchange, callback);
        }

        private void cancelAllBut(Exchange winner) {
            for (int i = 0; i < copies.size(); i++) {
                if (!copies.get(i).getExchangeId().equals(winner.getExchangeId())) {
                    races.get(i).lose();
                }
            }
        }

        private void watchClient() {
            ClientRequest client = ClientRequests.of(exchange.getMessage());
            if (ClientCall.of(exchange) != null && client != null) {
                client.answer().onClosed(this::clientLeft);
                if (client.answer().isClosed()) {
                    clientLeft();
                }
            }
        }

        private void clientLeft() {
            if (decided.compareAndSet(false, true)) {
                ClientCall.of(exchange).answeredWith(AccessLog.CLIENT_LEFT);
                races.forEach(Race::lose);
                exchange.setRouteStop(true);
                Continuation.resume(exchange, callback);
            }
        }

        private static void close(Object body) {
            if (body instanceof Closeable stream) {
                try {
                    stream.close();
                } catch (IOException e) {
                    throw new IllegalStateException("closing a pipe in memory cannot fail", e);
                }
            }
        }
    }
}
