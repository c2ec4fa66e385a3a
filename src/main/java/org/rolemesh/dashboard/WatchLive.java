package org.rolemesh.dashboard;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.rolemesh.access.ClientCall;
import org.rolemesh.gateway.Authenticate;
import org.rolemesh.gateway.Incoming;
import org.rolemesh.http.NonBlocking;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/** Answers with how things are, and then with each change, until the client leaves. */
@NonBlocking
public final class WatchLive extends AsyncProcessorSupport implements AsyncProcessor {
    private final LiveFeed feed;

    public WatchLive(LiveFeed feed) {
        this.feed = feed;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (Incoming.request(exchange) == null || ClientCall.of(exchange) == null || !feed.hasRoom()) {
            exchange.setException(new RequestRejected(ApiErrors.overloaded()));
            callback.done(true);
            return true;
        }
        Sight sight = new Sight(Authenticate.callerOf(exchange));
        new Viewer(exchange, callback, feed, feed.account(sight)).begin();
        return false;
    }
}
