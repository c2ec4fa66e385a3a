package org.rolemesh.upstream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.List;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.tls.TlsTrouble;
import org.rolemesh.wire.Address;
import org.rolemesh.wire.AnswerHead;
import org.rolemesh.wire.AnswerListener;
import org.rolemesh.wire.BackendConnection;
import org.rolemesh.wire.BackendConnections;
import org.rolemesh.wire.BegunAnswer;
import org.rolemesh.wire.RequestHead;

/**
 * One request without a body to the agent of a node. Confined to one event loop. Fails with an {@link UpstreamFailure},
 * and within ten seconds.
 */
final class AgentCall implements Connecting.Seeker, AnswerListener {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Address where;
    private final RequestHead request;
    private final ContextInternal context;
    private final Promise<BegunAnswer> begun = Promise.promise();
    private final Deadline deadline;
    private BackendConnection connection;

    AgentCall(Address where, RequestHead request, ContextInternal context) {
        this.where = where;
        this.request = request;
        this.context = context;
        this.deadline = new Deadline(context, this::tookTooLong);
    }

    /** Gives the answer once its head is there; nothing more of it is told until it is resumed. */
    Future<BegunAnswer> open(BackendConnections connections, Duration toConnect) {
        deadline.within(toConnect);
        new Connecting(connections, where, context, this).begin();
        return begun.future().onComplete(ignored -> deadline.cancel());
    }

    @Override
    public boolean isOver() {
        return begun.future().isComplete();
    }

    @Override
    public void unreachable(Throwable cause) {
        begun.tryFail(new UpstreamUnreachable(cause));
    }

    @Override
    public void connected(BackendConnection found) {
        connection = found;
        deadline.within(PATIENCE);
        connection.send(request, List.of(), context, this);
    }

    @Override
    public void head(AnswerHead head) {
        connection.pause();
        begun.tryComplete(new BegunAnswer(head, connection));
    }

    @Override
    public void piece(Buffer bytes, int chunks) {
        throw new IllegalStateException("whoever resumes it listens to it");
    }

    @Override
    public void ended() {
        throw new IllegalStateException("whoever resumes it listens to it");
    }

    @Override
    public void failed(Throwable cause) {
        begun.tryFail(
                where.secure() && TlsTrouble.isRefusal(cause)
                        ? new UpstreamUnreachable(cause)
                        : new UpstreamBroken(ApiErrors.upstreamClosed()));
    }

    private void tookTooLong() {
        if (connection == null) {
            begun.tryFail(new UpstreamUnreachable(null));
        } else if (begun.tryFail(new UpstreamTimedOut())) {
            connection.close();
        }
    }

    /** Reads the rest of an answer, which must be there within ten seconds and have {@code limit} bytes at most. */
    static Future<Buffer> body(BegunAnswer answer, int limit, Context context) {
        Rest rest = new Rest(answer.connection(), limit, context);
        answer.connection().tell(rest);
        answer.connection().resume();
        return rest.whole.future();
    }

    private static final class Rest implements AnswerListener {
        private final BackendConnection connection;
        private final int limit;
        private final Gathered read = new Gathered();
        private final Promise<Buffer> whole = Promise.promise();
        private final Deadline deadline;

        Rest(BackendConnection connection, int limit, Context context) {
            this.connection = connection;
            this.limit = limit;
            this.deadline = new Deadline(context, () -> giveUp(new UpstreamTimedOut()));
            deadline.within(PATIENCE);
        }

        @Override
        public void piece(Buffer bytes, int chunks) {
            if (read.length() + bytes.length() > limit) {
                giveUp(new UpstreamBroken(ApiErrors.upstreamProtocol("its answer is too large")));
            } else {
                read.add(bytes);
            }
        }

        @Override
        public void ended() {
            deadline.cancel();
            whole.tryComplete(read.buffer());
        }

        @Override
        public void failed(Throwable cause) {
            giveUp(new UpstreamBroken(ApiErrors.upstreamClosed()));
        }

        private void giveUp(UpstreamFailure failure) {
            deadline.cancel();
            connection.close();
            whole.tryFail(failure);
        }
    }
}
