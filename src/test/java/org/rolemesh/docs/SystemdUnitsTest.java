package org.rolemesh.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.LimitsConfig;
import org.rolemesh.testing.FakeLlama;
import org.rolemesh.testing.FakeNode;
import org.rolemesh.testing.FaultBackend;
import org.rolemesh.testing.GatewayProcess;
import org.rolemesh.testing.ProxyProcess;

class SystemdUnitsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PROGRAM = "/opt/rolemesh/rolemesh";

    @TempDir
    private Path folder;

    @Test
    void systemd_itself_finds_no_fault_in_the_units() throws Exception {
        Shell shell = new Shell(Map.of());
        assumeThat(shell.result("sh", "-c", "command -v systemd-analyze").status())
                .as("systemd-analyze is not here: nothing has verified the units")
                .isZero();
        List<String> verify = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        for (Path unit : Unit.files()) {
            // It looks whether the programs are there.
            String text = Files.readString(unit).replace(PROGRAM, "/bin/sh").replace("/usr/bin/curl", "/bin/sh");
            verify.add(
                    Files.writeString(folder.resolve(unit.getFileName()), text).toString());
        }

        Shell.Result verdict = shell.result(verify.toArray(String[]::new));

        assertThat(verdict).isEqualTo(new Shell.Result(0, ""));
    }

    @Test
    void the_unit_s_command_line_starts_a_gateway_that_keeps_its_nodes_and_ends_on_sigterm() throws Exception {
        List<String> words = Arrays.asList(
                Unit.read("rolemesh-gateway.service").value("ExecStart").split(" "));
        assertThat(words).startsWith(PROGRAM, "gateway", "--config", "/etc/rolemesh/models.yaml");
        Path config = Files.writeString(folder.resolve("models.yaml"), "version: 1\n");
        List<String> arguments = new ArrayList<>(List.of("--port", "0"));
        // The routes of the jar are those of the repository, where there is no jar yet.
        words.subList(4, words.size())
                .forEach(word -> arguments.add(
                        word.equals("/etc/rolemesh/routes")
                                ? "routes"
                                : word.replace("/var/lib/rolemesh", folder.toString())));

        try (FaultBackend backend = FaultBackend.start();
                GatewayProcess gateway = GatewayProcess.start(config, arguments.toArray(String[]::new))) {
            FakeNode.register(gateway.awaitListening(SOON), "gpu-box-1", backend.baseUrl());
            gateway.terminate();

            assertThat(gateway.awaitExit(SOON)).isZero();
        }
        assertThat(folder.resolve("nodes.json")).content().contains("gpu-box-1");
    }

    /** With SIGHUP, as restart sends it, llama-server stays; with SIGTERM, as stop does, it goes. */
    @Test
    void the_agent_s_unit_keeps_models_loaded_over_a_restart_and_unloads_them_on_stop() throws Exception {
        Unit unit = Unit.read("rolemesh-node-agent.service");
        assertThat(unit.value("KillMode")).as("signals are for the agent alone").isEqualTo("process");
        int port = ProxyProcess.freePort();
        Path config = Files.writeString(folder.resolve("node_agent.yaml"), """
                version: 1
                port: %d
                models_dir: %s
                llama_server: {path: %s, port_range: %d-%d}
                slots: {cpu0: {device: cpu}}
                roles: {planner: {model: planner.gguf, slots: [cpu0], preload: true}}
                """.formatted(
                        port, folder, FakeLlama.script(folder.resolve("llama"), Map.of()), port + 1, port + 4));
        Files.writeString(folder.resolve("planner.gguf"), "no model");
        String command = unit.value("ExecStart")
                .replace(PROGRAM, "./rolemesh")
                .replace("/etc/rolemesh/node_agent.yaml", config.toString())
                .replace(
                        "/etc/rolemesh/routes",
                        Path.of("routes").toAbsolutePath().toString())
                .replace("/var/lib/rolemesh-node-agent", folder.resolve("state").toString());
        Installation here = Installation.in(folder, Map.of());

        try (Installation.Running agent = here.start(command)) {
            agent.awaitSaid("server ready");
            agent.signal(unit.value("RestartKillSignal"));
            assertThat(agent.awaitExit()).isZero();
        }
        long pid = FakeLlama.starts(folder.resolve("llama")).get(0);
        assertThat(ProcessHandle.of(pid)).isPresent();
        try (Installation.Running agent = here.start(command)) {
            agent.awaitSaid("server adopted slot=cpu0 role=planner pid=" + pid);
            agent.awaitSaid("server ready");
            agent.signal("TERM");
            assertThat(agent.awaitExit()).isZero();
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        assertThat(here.run("cat output")).contains("server ended slot=cpu0 role=planner");
    }

    @Test
    void the_agent_s_unit_hides_no_gpu() throws Exception {
        assertThat(Unit.read("rolemesh-node-agent.service").lines())
                .noneMatch(
                        line -> line.matches("(PrivateDevices|ProtectClock|DeviceAllow|DevicePolicy|PrivateTmp)=.*"));
    }

    @Test
    void systemd_waits_for_longer_than_an_agent_takes_to_end() throws Exception {
        int seconds = Integer.parseInt(Unit.read("rolemesh-node-agent.service").value("TimeoutStopSec"));

        assertThat(Duration.ofSeconds(seconds))
                .isGreaterThan(LimitsConfig.DEFAULT.drain().plusSeconds(1 + 2 + 15));
    }

    @Test
    void systemd_waits_for_longer_than_a_drain_takes() throws Exception {
        int seconds = Integer.parseInt(Unit.read("rolemesh-gateway.service").value("TimeoutStopSec"));

        assertThat(Duration.ofSeconds(seconds))
                .isGreaterThan(LimitsConfig.DEFAULT.drain().plusSeconds(10));
    }

    @Test
    void the_timer_beats_often_enough_for_two_attempts_to_fail() throws Exception {
        Unit timer = Unit.read("rolemesh-register.timer");

        assertThat(Integer.parseInt(timer.value("OnUnitActiveSec"))).isLessThanOrEqualTo(10);
        assertThat(timer.value("AccuracySec")).isEqualTo("100ms");
    }
}
