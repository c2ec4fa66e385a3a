package org.rolemesh.beats;

import java.util.ArrayList;
import java.util.List;
import org.rolemesh.config.GatewayLink;

/**
 * One of the gateways that hear of this node: what it has been told, and how that went. Used by one beat at a time, as
 * {@link BeatAtOnce} sees to; only name, link and whether it listens are for everybody.
 */
public final class ToldGateway {
    // A gateway that was restarted may remember less than it was told, and it does not say so.
    private static final int BEATS_UNTIL_ALL_IS_TOLD = 6;

    private final String name;
    private final GatewayLink link;
    private volatile boolean registered;
    private NodeReport known;
    private NodeReport underWay;
    private int beatsSinceAllWasTold;
    private volatile Outcome last = Outcome.TAKEN;

    /** @param name what routes call it */
    public ToldGateway(String name, GatewayLink link) {
        this.name = name;
        this.link = link;
    }

    /** The gateways of a config, called 1, 2 and so on. */
    public static List<ToldGateway> of(List<GatewayLink> links) {
        List<ToldGateway> gateways = new ArrayList<>();
        links.forEach(link -> gateways.add(new ToldGateway(Integer.toString(gateways.size() + 1), link)));
        return gateways;
    }

    public String name() {
        return name;
    }

    public GatewayLink link() {
        return link;
    }

    /** Whether it has taken what it was last told; for everybody. */
    public boolean listens() {
        return registered && last.kind() == Outcome.Kind.TAKEN;
    }

    /** Whether it knew this node when it last answered. */
    boolean registered() {
        return registered;
    }

    /**
     * Begins to tell it something.
     *
     * @return what it knows, and null where it must be told all. Until it has answered, nobody can say what it knows
     */
    NodeReport begin(NodeReport now) {
        NodeReport before = beatsSinceAllWasTold < BEATS_UNTIL_ALL_IS_TOLD ? known : null;
        beatsSinceAllWasTold = before == null ? 1 : beatsSinceAllWasTold + 1;
        known = null;
        underWay = now;
        return before;
    }

    /** It has taken what it was told. */
    void took() {
        known = underWay;
        registered = true;
    }

    /** It does not know this node, or not as this agent. */
    void lost() {
        registered = false;
    }

    /** Takes down how a beat ended, and gives how the one before did. */
    Outcome ended(Outcome outcome) {
        Outcome before = last;
        last = outcome;
        return before;
    }
}
