package org.rolemesh.e2e.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rolemesh.testing.AgentUnderTest.CHAT;
import static org.rolemesh.testing.AgentUnderTest.SOON;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.state.StateLocked;
import org.rolemesh.testing.AgentUnderTest;
import org.rolemesh.testing.RawHttp;
import org.rolemesh.testing.RawHttp.Answer;
import org.rolemesh.testing.RawHttp.BodyEnd;
import org.rolemesh.testing.RawHttp.Event;
import org.rolemesh.testing.RawHttp.Piece;

/** An agent that is told to stop, what it leaves, and the logs that it keeps. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentStopTest {
    private static final String ONE_ROLE = """
            slots: {one: {device: cpu}}
            roles: {planner: {model: planner.gguf, slots: [one], preload: true}}
            """;

    @TempDir
    private Path folder;

    @Test
    void a_running_stream_finishes_and_then_no_process_port_or_key_is_left() throws Exception {
        AgentUnderTest agent = AgentUnderTest.start(folder, ONE_ROLE);
        CompletableFuture<Void> drained;
        try (RawHttp client = agent.connect();
                RawHttp follower = agent.connect()) {
            agent.awaitSlot("one", "ready");
            agent.behave(Map.of("wedge", "yes"));
            client.post(CHAT, AgentUnderTest.stream("planner", "hello"));
            assertThat(client.readHead(SOON).status()).isEqualTo(200);
            assertThat(client.nextEvent(SOON)).isPresent();
            follower.get("/v1/slots/one/logs?follow=1");
            assertThat(follower.readHead(SOON).status()).isEqualTo(200);

            drained = CompletableFuture.runAsync(() -> drain(agent), work -> new Thread(work, "drain").start());

            assertThat(textOf(follower)).contains("listening on");
            assertThat(follower.end()).isEqualTo(BodyEnd.CLEAN);
            Awaitility.await("draining").until(() -> agent.get("/ready").body().contains("draining"));
            assertThat(agent.chat("planner").status()).isEqualTo(503);
            assertThat(agent.folder().processes()).hasSize(1);
            assertThat(drained).isNotDone();
            agent.behaveWell();
            assertThat(eventsOf(client)).last().matches(Event::isDone);
            assertThat(client.end()).isEqualTo(BodyEnd.CLEAN);
        }
        drained.get(15, TimeUnit.SECONDS);
        agent.folder().requireNothingLeft();
        assertThatThrownBy(agent::connect).isInstanceOf(ConnectException.class);
    }

    @Test
    void two_agents_cannot_have_one_state_folder() throws Exception {
        try (AgentUnderTest agent = AgentUnderTest.start(folder, ONE_ROLE)) {
            long pid = AgentUnderTest.process(agent.awaitSlot("one", "ready")).pid();

            assertThatThrownBy(() -> AgentUnderTest.start(agent.folder(), ONE_ROLE))
                    .hasRootCauseInstanceOf(StateLocked.class);

            assertThat(AgentUnderTest.process(agent.slot("one")).pid()).isEqualTo(pid);
            assertThat(agent.chat("planner").status()).isEqualTo(200);
        }
    }

    @Test
    void the_last_lines_of_a_slots_log_are_shown_and_what_comes_is_followed() throws Exception {
        try (AgentUnderTest agent = AgentUnderTest.start(folder, ONE_ROLE);
                RawHttp follower = agent.connect()) {
            agent.awaitSlot("one", "ready");
            Awaitility.await("read").until(() -> log(agent, "").contains("listening on"));
            assertThat(log(agent, "?lines=1").lines())
                    .singleElement()
                    .asString()
                    .contains("listening on");
            assertThat(agent.get("/v1/slots/one/logs?lines=many").status()).isEqualTo(400);
            follower.get("/v1/slots/one/logs?lines=0&follow=1").readHead(SOON);

            AgentUnderTest.process(agent.slot("one")).destroyForcibly();

            StringBuilder followed = new StringBuilder();
            while (!followed.toString().contains("listening on")) {
                followed.append(text(follower.nextPiece(SOON).orElseThrow()));
            }
            assertThat(followed).contains("loading model").doesNotContain(folder + "/state/keys");
        }
    }

    private static String log(AgentUnderTest agent, String query) throws IOException {
        Answer answer = agent.get("/v1/slots/one/logs" + query);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().first("Content-Type")).contains("text/plain; charset=utf-8");
        return answer.body();
    }

    private static void drain(AgentUnderTest agent) {
        try {
            agent.drain();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Event> eventsOf(RawHttp client) throws IOException {
        List<Event> events = new ArrayList<>();
        for (Optional<Event> next = client.nextEvent(SOON); next.isPresent(); next = client.nextEvent(SOON)) {
            events.add(next.get());
        }
        return events;
    }

    private static String textOf(RawHttp client) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Optional<Piece> next = client.nextPiece(SOON); next.isPresent(); next = client.nextPiece(SOON)) {
            text.append(text(next.get()));
        }
        return text.toString();
    }

    private static String text(Piece piece) {
        return piece.latin1();
    }
}
