package org.rolemesh.beats;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line for what is new between this node and a gateway. What goes on as before is not repeated. */
final class GatewayLog {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayLog.class);
    private static final String KEY_REMEDY =
            "set api_key_env under gateways in this agent's config to the variable of a"
                    + " key that the gateway has under auth.node_api_keys, for this node and its roles";
    private static final String ID_REMEDY =
            "another host has this node_id: give this one another in its config, or end the agent there";
    private static final int BEATS_UNTIL_STALE = 3;

    private GatewayLog() {}

    /** Which says enough of whatever was wrong before. */
    static void registered(ToldGateway gateway, String nodeId) {
        gateway.ended(Outcome.TAKEN);
        LOG.info("registered gateway={} node={}", gateway.link().url(), nodeId);
    }

    /** Says so where a gateway would give this node up before three beats were lost, once for each registration. */
    static void pace(ToldGateway gateway, Duration heartbeat, double staleAfterSeconds) {
        double seconds = heartbeat.toMillis() / 1e3;
        double longest = staleAfterSeconds / BEATS_UNTIL_STALE;
        if (staleAfterSeconds > 0 && seconds > longest) {
            LOG.warn(
                    "heartbeats are too far apart gateway={} heartbeat_s={} stale_after_s={} remedy=\"{}\"",
                    gateway.link().url(),
                    shown(seconds),
                    shown(staleAfterSeconds),
                    "set heartbeat_s to " + shown(longest) + " or less, or nodes.stale_after_s of the gateway to "
                            + shown(BEATS_UNTIL_STALE * seconds) + " or more");
        }
    }

    /** Says how a beat ended, where the one before ended in another way. */
    static void ended(ToldGateway gateway, Outcome outcome) {
        Outcome before = gateway.ended(outcome);
        if (outcome.equals(before)) {
            return;
        }
        switch (outcome.kind()) {
            case TAKEN ->
                LOG.info(
                        "gateway is back gateway={} after=\"{}\"",
                        gateway.link().url(),
                        before.reason());
            case KEY_REFUSED -> warn("gateway refuses the key", gateway, outcome, KEY_REMEDY);
            case ID_CONFLICT -> warn("gateway knows another node by this id", gateway, outcome, ID_REMEDY);
            case NOT_TAKEN ->
                LOG.warn(
                        "gateway does not take this node gateway={} reason=\"{}\"",
                        gateway.link().url(),
                        outcome.reason());
            case UNREACHABLE ->
                warn(
                        "gateway cannot be reached",
                        gateway,
                        outcome,
                        "start it, or correct its url under gateways in this agent's config");
        }
    }

    private static void warn(String event, ToldGateway gateway, Outcome outcome, String remedy) {
        LOG.warn(
                "{} gateway={} reason=\"{}\" remedy=\"{}\"",
                event,
                gateway.link().url(),
                outcome.reason(),
                remedy);
    }

    private static String shown(double seconds) {
        return BigDecimal.valueOf(seconds)
                .setScale(2, RoundingMode.FLOOR)
                .stripTrailingZeros()
                .toPlainString();
    }
}
