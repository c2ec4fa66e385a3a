package org.rolemesh.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.SeededChat;

/** One user: asks again and again, now and then goes away in the middle of it, and looks at every byte. One thread. */
final class SoakClient implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final double STREAMS = 0.75;
    private static final double LEAVES = 0.2;
    private static final double SLOW = 0.05;
    private static final double ANEW = 0.3;

    /** How far a request gets whose client goes away. */
    private enum Leaving {
        IN_THE_HEAD,
        IN_THE_BODY,
        BEFORE_THE_ANSWER,
        AFTER_THE_HEAD,
        IN_THE_ANSWER
    }

    private static final List<Leaving> WAYS_TO_LEAVE = List.of(Leaving.values());

    private final URI url;
    private final List<String> roles;
    private final Ledger ledger;
    private final Random random;
    private RawHttp connection;

    SoakClient(URI url, List<String> roles, Ledger ledger, long seed) {
        this.url = url;
        this.roles = roles;
        this.ledger = ledger;
        this.random = new Random(seed);
    }

    /** Makes one request and notes what became of it. */
    void ask(long seed) {
        SeededChat chat = SeededChat.of(seed);
        String role = roles.get(random.nextInt(roles.size()));
        boolean stream = random.nextDouble() < STREAMS;
        long began = System.nanoTime();
        Outcome outcome;
        try {
            outcome = random.nextDouble() < LEAVES ? leave(chat, role, stream) : read(chat, role, stream);
        } catch (SocketTimeoutException e) {
            outcome = Outcome.wrong("nothing came for " + DEADLINE.toSeconds() + " s");
        } catch (IOException e) {
            outcome = Outcome.wrong("no answer: " + e);
        }
        note(role, stream, chat, outcome, began);
        if (outcome.kind() != Outcome.Kind.WHOLE || random.nextDouble() < ANEW) {
            close();
        }
    }

    private void note(String role, boolean stream, SeededChat chat, Outcome outcome, long began) {
        String what = stream ? "stream" : "answer";
        ledger.count(what + " " + outcome.kind().name().toLowerCase(Locale.ROOT));
        ledger.add("events", outcome.events());
        ledger.add("bytes", outcome.bytes());
        boolean good =
                switch (outcome.kind()) {
                    case WHOLE, LEFT -> true;
                    case REFUSED, BROKEN -> ledger.isExcused(role, began);
                    case WRONG -> false;
                };
        if (!good) {
            ledger.fault("%s of %s, seed %d, after %d ms: %s"
                    .formatted(
                            what,
                            role,
                            chat.seed(),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                            outcome.detail()));
        }
    }

    private Outcome read(SeededChat chat, String role, boolean stream) throws IOException {
        RawHttp http = connected();
        http.send(requestOf(chat, role, stream));
        int status = http.readHead(DEADLINE).status();
        boolean slow = random.nextDouble() < SLOW;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Optional<RawHttp.Piece> piece = http.nextPiece(DEADLINE);
                piece.isPresent();
                piece = http.nextPiece(DEADLINE)) {
            body.writeBytes(piece.get().bytes());
            if (slow) {
                pause(5);
            }
        }
        return Outcome.of(chat, stream, status, body.toByteArray(), http.end());
    }

    private Outcome leave(SeededChat chat, String role, boolean stream) throws IOException {
        RawHttp http = connected();
        byte[] request = requestOf(chat, role, stream);
        int head = new String(request, ISO_8859_1).indexOf("\r\n\r\n") + 4;
        Leaving leaving = WAYS_TO_LEAVE.get(random.nextInt(WAYS_TO_LEAVE.size()));
        int came = 0;
        switch (leaving) {
            case IN_THE_HEAD -> http.send(Arrays.copyOf(request, random.nextInt(head)));
            case IN_THE_BODY -> http.send(Arrays.copyOf(request, head + random.nextInt(request.length - head)));
            case BEFORE_THE_ANSWER -> {
                http.send(request);
                pause(random.nextInt(8));
            }
            case AFTER_THE_HEAD -> http.send(request).readHead(DEADLINE);
            case IN_THE_ANSWER -> {
                http.send(request).readHead(DEADLINE);
                for (int n = random.nextInt(20); n > 0 && http.end() == BodyEnd.OPEN; n--) {
                    came += http.nextPiece(DEADLINE)
                            .map(piece -> piece.bytes().length)
                            .orElse(0);
                }
            }
        }
        ledger.count("left " + leaving.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        if (random.nextBoolean()) {
            http.reset();
        }
        return Outcome.left(0, came);
    }

    private static byte[] requestOf(SeededChat chat, String role, boolean stream) {
        byte[] body = chat.request(role, stream).getBytes(UTF_8);
        byte[] head =
                ("POST /v1/chat/completions HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length + "\r\n\r\n")
                        .getBytes(ISO_8859_1);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    private RawHttp connected() throws IOException {
        if (connection == null) {
            connection = RawHttp.connect(url);
        }
        return connection;
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                ledger.fault("a connection cannot be closed: " + e);
            }
            connection = null;
        }
    }
}
