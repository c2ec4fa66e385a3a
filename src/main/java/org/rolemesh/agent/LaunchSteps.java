package org.rolemesh.agent;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.process.ChildProcess;
import org.rolemesh.process.Exit;
import org.rolemesh.process.ProcessMark;
import org.rolemesh.slots.LastExit;
import org.rolemesh.slots.Launch;
import org.rolemesh.slots.LaunchBook;
import org.rolemesh.slots.LaunchRefused;
import org.rolemesh.slots.Launches;
import org.rolemesh.slots.Supervisor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the routes that start and end processes. Variables: {@code slot}, {@code role}, {@code launch} (its id);
 * the body is the {@link Launch} once it is prepared, and its {@link ChildProcess} once that runs.
 */
public final class LaunchSteps {
    private static final Logger LOG = LoggerFactory.getLogger(LaunchSteps.class);
    private static final int LAST_LINES = 20;

    private final NodeAgentConfig config;
    private final Supervisor supervisor;
    private final Launches launches;
    private final Children children;
    private final SlotLogs logs;

    public LaunchSteps(
            NodeAgentConfig config, Supervisor supervisor, Launches launches, Children children, SlotLogs logs) {
        this.config = config;
        this.supervisor = supervisor;
        this.launches = launches;
        this.children = children;
        this.logs = logs;
    }

    /** The steps by the names that the routes have for them. */
    public Map<String, Object> byName() {
        return Map.of(
                "isOnCard", isOnCard(),
                "prepareLaunch", prepareLaunch(),
                "launchServer", new ServerExecutor(children),
                "launchBinding", new LaunchBinding(config),
                "noteLaunched", noteLaunched(),
                "noteRefusal", noteRefusal(),
                "noteNotStarted", noteNotStarted(),
                "endServer", endServer());
    }

    /** Takes a process back that an earlier agent has started; its health is looked at like that of a new one. */
    public void adopt(LaunchBook.Entry entry) {
        Launch launch = entry.launch();
        launches.keep(launch);
        ChildProcess child = children.adopt(launch, entry.process());
        supervisor.adopt(launch, entry.process());
        watch(launch, child);
        LOG.info(
                "server adopted slot={} role={} pid={} port={}",
                launch.slot(),
                launch.role(),
                entry.process().pid(),
                launch.port());
    }

    private Processor isOnCard() {
        return exchange -> exchange.setVariable(
                "card", config.slots().get(slot(exchange)).device().isCard());
    }

    private Processor prepareLaunch() {
        return exchange -> exchange.getMessage()
                .setBody(launches.prepare(
                        slot(exchange),
                        exchange.getVariable("role", String.class),
                        exchange.getVariable("launch", String.class)));
    }

    private Processor noteLaunched() {
        return exchange -> {
            Launched launched = exchange.getMessage().getBody(Launched.class);
            Launch launch = launched.launch();
            ProcessMark mark = launched.process().mark();
            LOG.info(
                    "server launched slot={} role={} pid={} port={} model={}",
                    launch.slot(),
                    launch.role(),
                    mark.pid(),
                    launch.port(),
                    launch.spec().model());
            supervisor.launched(launch, mark);
            watch(launch, launched.process());
        };
    }

    private Processor noteRefusal() {
        return exchange -> {
            LaunchRefused refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, LaunchRefused.class);
            LOG.warn(
                    "launch refused slot={} role={} reason=\"{}\"",
                    slot(exchange),
                    exchange.getVariable("role", String.class),
                    refusal.getMessage());
            supervisor.refused(exchange.getVariable("launch", String.class), refusal.getMessage());
        };
    }

    private Processor noteNotStarted() {
        return exchange -> {
            Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            if (exchange.getMessage().getBody() instanceof Launch launch) {
                launches.forget(launch);
            }
            String reason = failure instanceof IOException ? failure.getMessage() : "it could not be started";
            LOG.warn(
                    "server not started slot={} role={} reason=\"{}\"",
                    slot(exchange),
                    exchange.getVariable("role", String.class),
                    reason,
                    failure instanceof IOException ? null : failure);
            supervisor.notStarted(exchange.getVariable("launch", String.class), reason);
        };
    }

    private Processor endServer() {
        return exchange -> children.end(exchange.getVariable("launch", String.class));
    }

    private void watch(Launch launch, ChildProcess child) {
        child.exited().thenAccept(exit -> ended(launch, exit)).exceptionally(failure -> {
            LOG.error("the end of a process was not taken in slot={}", launch.slot(), failure);
            return null;
        });
    }

    /** Whatever the process has started ends with it. */
    private void ended(Launch launch, Exit exit) {
        children.end(launch.id());
        children.forget(launch.id());
        launches.forget(launch);
        List<String> lines = logs.of(launch.slot()).lastLines(LAST_LINES);
        LOG.info("server ended slot={} role={} how=\"{}\"", launch.slot(), launch.role(), exit.words());
        supervisor.ended(launch.id(), new LastExit(exit, lines));
    }

    private static String slot(Exchange exchange) {
        return exchange.getVariable("slot", String.class);
    }
}
