package org.rolemesh.http;

import io.netty.buffer.ByteBuf;

/** A request whose body is still on the wire, and may be left there. On the event loop of its connection. */
public interface UnreadRequest extends ClientRequest {
    /** How many bytes it says that it has; 0 where it does not say. */
    long declaredLength();

    /** Takes the body from now on; at most one does. A client that waits to be asked for it is asked. */
    void readBody(BodyListener listener);

    /** No more of it is taken. */
    void stopReading();

    /** Is told of a body as it comes. */
    interface BodyListener {
        /** The next bytes, which are to be taken from {@code in}. */
        void piece(ByteBuf in, int length);

        /** All of it was told. */
        void ended();

        /** It will not be whole. */
        void failed(Throwable cause);
    }
}
