package org.rolemesh.nodes;

import java.util.Map;
import org.rolemesh.openai.ApiErrors;
import org.rolemesh.openai.RequestRejected;

/** What becomes of a node when it registers or beats, and who is refused for claiming to be another. */
final class Arrivals {
    private Arrivals() {}

    static Node first(Registration told, Moment now) {
        return new Node(
                told.nodeId(),
                told.baseUrl(),
                told.key(),
                Node.inPlaceOf(Map.of(), told.roles(), now.wall()),
                told.labels(),
                told.inventory(),
                told.incarnation(),
                Drain.none(now.wall()),
                Contact.first(now),
                Trust.trusted(now),
                now.wall());
    }

    static Node again(Node known, Registration told, Moment now) {
        boolean moved = !known.url().equals(told.baseUrl());
        if (isKnownToLive(known)) {
            refuseReplaced(known, told.incarnation());
            refuseMoved(known, moved);
        }
        // A registration that tells none must not open the door again to beats of an agent that was replaced.
        long incarnation = told.incarnation() == 0 ? known.incarnation() : told.incarnation();
        boolean another = moved || incarnation != known.incarnation();
        return new Node(
                known.id(),
                told.baseUrl(),
                told.key(),
                Node.inPlaceOf(known.offers(), told.roles(), now.wall()),
                told.labels(),
                told.inventory(),
                incarnation,
                known.drain(),
                known.contact().heard(now),
                trustIn(known, another, now),
                another ? now.wall() : known.registered());
    }

    static Node moved(Node known, Registration told, Moment now) {
        return new Node(
                known.id(),
                told.baseUrl(),
                told.key(),
                Node.inPlaceOf(known.offers(), told.roles(), now.wall()),
                told.labels(),
                told.inventory(),
                told.incarnation(),
                known.drain(),
                Contact.first(now),
                Trust.trusted(now),
                now.wall());
    }

    static Node beaten(Node known, Heartbeat told, Moment now) {
        refuseReplaced(known, told.incarnation());
        refuseUnregistered(known, told.incarnation());
        return new Node(
                known.id(),
                known.url(),
                known.key(),
                told.roles()
                        .map(roles -> Node.inPlaceOf(known.offers(), roles, now.wall()))
                        .orElse(known.offers()),
                told.labels().orElse(known.labels()),
                told.inventory().orElse(known.inventory()),
                known.incarnation(),
                known.drain(),
                known.contact().heard(now),
                known.trust().afterBeat(now),
                known.registered());
    }

    private static Trust trustIn(Node known, boolean another, Moment now) {
        boolean goesOn =
                known.trust().kind() == Trust.Kind.TRUSTED && known.trust().failures() == 0;
        return another && !goesOn ? Trust.trusted(now) : known.trust().afterBeat(now);
    }

    /** Of a node that is suspect or known from before a restart, nobody can say that its old address is still its. */
    private static boolean isKnownToLive(Node node) {
        return !node.contact().stale() && node.trust().kind() == Trust.Kind.TRUSTED;
    }

    private static void refuseMoved(Node known, boolean moved) {
        if (moved) {
            throw new RequestRejected(
                    ApiErrors.nodeIdConflict(known.id(), known.url().base()));
        }
    }

    private static void refuseReplaced(Node known, long incarnation) {
        if (incarnation != 0 && incarnation < known.incarnation()) {
            throw new RequestRejected(ApiErrors.nodeReplaced(known.id()));
        }
    }

    /** An agent that has not registered must not keep alive the address of the one before it. */
    private static void refuseUnregistered(Node known, long incarnation) {
        if (known.incarnation() != 0 && incarnation > known.incarnation()) {
            throw new RequestRejected(ApiErrors.nodeUnknown(known.id()));
        }
    }
}
