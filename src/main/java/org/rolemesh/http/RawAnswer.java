package org.rolemesh.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.rolemesh.access.RequestId;
import org.rolemesh.openai.ApiError;

/** An answer to what never became a request, as bytes; the connection closes after it. */
final class RawAnswer {
    private RawAnswer() {}

    static ByteBuf of(ApiError error) {
        byte[] body = error.toJson();
        String head = "HTTP/1.1 " + HttpResponseStatus.valueOf(error.status())
                + "\r\nContent-Type: application/json\r\nConnection: close\r\n" + RequestId.HEADER + ": "
                + RequestId.keepOrMake(null) + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        return Unpooled.wrappedBuffer(head.getBytes(UTF_8), body);
    }
}
