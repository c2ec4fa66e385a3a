package org.rolemesh.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecProducer;
import org.apache.camel.component.timer.TimerEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rolemesh.config.Device;
import org.rolemesh.gpu.GpuInventory;

@Timeout(60)
class GpuInventoryRouteTest {
    private static final Device CUDA = new Device.Cuda(0);
    private static final Device ROCM = new Device.Rocm(0);
    private static final String P40 = "0, Tesla P40, GPU-1, 24576, %d, 18428, 3, 41, 50.42, 0, [N/A]";
    private static final String RADEON =
            "{\"card0\": {\"Card Series\": \"Radeon RX 7900 XT\", \"VRAM Total Memory (B)\": \"21458059264\"}}";
    private static final String FULL_QUESTION =
            "--query-gpu=index,name,uuid,memory.total,memory.used,memory.free,utilization.gpu,temperature.gpu,power.draw,"
                    + "ecc.errors.uncorrected.volatile.total,mig.mode.current --format=csv,noheader,nounits";

    @TempDir
    Path folder;

    private final Gpus gpus = new Gpus();
    private StandIn programs;

    @BeforeEach
    void openFolder() {
        programs = new StandIn(folder);
    }

    @Test
    void the_figures_are_kept_fresh_by_the_timer() throws Exception {
        programs.printing("nvidia-smi", P40.formatted(6021), 0);
        try (CamelContext context = started(settings("50", "20000"), CUDA)) {
            await().until(() -> usedMib(CUDA) == 6021);

            programs.printing("nvidia-smi", P40.formatted(7000), 0);

            await().until(() -> usedMib(CUDA) == 7000);
            assertThat(programs.lines("calls").get(0)).isEqualTo(FULL_QUESTION);
            assertThat(context.getStatus().isStarted()).isTrue();
        }
    }

    @Test
    void a_look_before_a_load_leaves_the_message_as_it_was() throws Exception {
        programs.printing("nvidia-smi", P40.formatted(6021), 0);
        try (CamelContext context = onRequest(CUDA)) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody("load coder");

            Exchange after = context.createProducerTemplate().send("direct:look-at-gpus", exchange);

            assertThat(after.getException()).isNull();
            assertThat(after.getMessage().getBody()).isEqualTo("load coder");
            assertThat(usedMib(CUDA)).isEqualTo(6021);
        }
    }

    @Test
    void headers_do_not_change_what_is_run() throws Exception {
        programs.printing("nvidia-smi", P40.formatted(6021), 0);
        programs.printing("other", "9, Other, GPU-2, 1, 1, 1, 1, 1, 1, 1, 1", 0);
        try (CamelContext context = onRequest(CUDA)) {
            Map<String, Object> headers = Map.of(
                    ExecBinding.EXEC_COMMAND_EXECUTABLE, "other",
                    ExecBinding.EXEC_COMMAND_ARGS, List.of("--other"),
                    ExecBinding.EXEC_COMMAND_WORKING_DIR, "/nowhere",
                    ExecBinding.EXEC_COMMAND_TIMEOUT, "1");

            context.createProducerTemplate().sendBodyAndHeaders("direct:look-at-gpus", null, headers);

            assertThat(programs.lines("calls")).containsExactly(FULL_QUESTION);
            assertThat(usedMib(CUDA)).isEqualTo(6021);
        }
    }

    @Test
    void a_missing_tool_is_a_fault_with_its_remedy() throws Exception {
        try (CamelContext context = onRequest("20000", programs.environmentAlone(), CUDA)) {
            look(context);

            assertThat(gpus.current())
                    .isEqualTo(GpuInventory.unknown("nvidia-smi is in no folder of PATH: "
                            + "install the NVIDIA driver's tools, or give its slots the device cpu"));
        }
    }

    @Test
    void a_hanging_tool_costs_the_figures_and_not_the_agent() throws Exception {
        programs.printing("nvidia-smi", P40.formatted(6021), 0);
        try (CamelContext context = onRequest("300", programs.environment(), CUDA)) {
            look(context);
            programs.script("nvidia-smi", "echo '" + P40.formatted(1) + "'; sleep 600 & wait\n");

            look(context);

            assertThat(gpus.current().gpus()).isEmpty();
            assertThat(gpus.current().fault()).get().asString().contains("did not end within 300 ms");
            programs.printing("nvidia-smi", P40.formatted(6021), 0);
            look(context);
            assertThat(usedMib(CUDA)).isEqualTo(6021);
            assertThat(gpus.current().fault()).isEmpty();
        }
    }

    @Test
    void a_flood_is_a_fault() throws Exception {
        programs.script("nvidia-smi", "while :; do echo '" + P40.formatted(1) + "'; done\n");
        try (CamelContext context = onRequest(CUDA)) {
            look(context);

            assertThat(gpus.current().gpus()).isEmpty();
            assertThat(gpus.current().fault()).get().asString().contains("more than 256 KiB");
        }
    }

    @Test
    void the_cards_that_still_answer_are_shown_when_one_is_lost() throws Exception {
        programs.printing(
                "nvidia-smi",
                P40.formatted(6021) + "\nUnable to determine the device handle for GPU 0000:02:00.0: Unknown Error",
                15);
        try (CamelContext context = onRequest(CUDA)) {
            look(context);

            assertThat(usedMib(CUDA)).isEqualTo(6021);
            assertThat(gpus.current().fault())
                    .contains("nvidia-smi ended with exit code 15: "
                            + "Unable to determine the device handle for GPU 0000:02:00.0: Unknown Error");
        }
    }

    @Test
    void an_older_driver_is_asked_for_less_at_once_and_from_then_on() throws Exception {
        programs.script("nvidia-smi", """
                echo "$*" >> %s
                case "$1" in
                *mig.mode*) echo 'Field "mig.mode.current" is not a valid field to query.'; exit 2 ;;
                *) echo '0, Tesla K80, GPU-1, 11441, 55, 11386, 0, 36' ;;
                esac
                """.formatted(folder.resolve("calls")));
        try (CamelContext context = onRequest(CUDA)) {
            look(context);

            assertThat(usedMib(CUDA)).isEqualTo(55);
            assertThat(gpus.current().fault()).isEmpty();
            look(context);
            assertThat(programs.lines("calls")).hasSize(3);
        }
    }

    @Test
    void both_makers_cards_are_shown_and_one_tools_fault_leaves_the_others_alone() throws Exception {
        programs.printing("nvidia-smi", P40.formatted(6021), 0);
        programs.printing("rocm-smi", RADEON, 0);
        try (CamelContext context = onRequest(ROCM, CUDA)) {
            look(context);

            assertThat(gpus.current().of(ROCM).orElseThrow().memoryTotalMib()).hasValue(20464);
            programs.script("rocm-smi", "echo 'ERROR:root:Driver not initialized (amdgpu not found in modules)' >&2\n");
            look(context);
            assertThat(gpus.current().of(ROCM)).isEmpty();
            assertThat(gpus.current().fault())
                    .contains("ERROR:root:Driver not initialized (amdgpu not found in modules)");
            assertThat(usedMib(CUDA)).isEqualTo(6021);
        }
    }

    @Test
    void no_tool_is_asked_where_all_slots_are_cpu() throws Exception {
        programs.printing("nvidia-smi", P40.formatted(6021), 0);
        programs.printing("rocm-smi", RADEON, 0);
        try (CamelContext context = onRequest(new Device.Cpu())) {
            look(context);

            assertThat(gpus.current()).isEqualTo(GpuInventory.EMPTY);
            assertThat(programs.lines("calls")).isEmpty();
        }
    }

    @Test
    void a_fault_is_logged_once_until_it_changes_or_ends() throws Exception {
        try (LogLines log = LogLines.of(Gpus.class, ExecProducer.class);
                CamelContext context = onRequest(CUDA)) {
            programs.printing("nvidia-smi", "No devices were found", 6);
            look(context);
            look(context);
            programs.printing("nvidia-smi", "Failed to initialize NVML: Driver/library version mismatch", 18);
            look(context);
            look(context);
            programs.printing("nvidia-smi", P40.formatted(6021), 0);
            look(context);
            look(context);

            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).contains("exit code 6: No devices were found"),
                            line -> assertThat(line).contains("exit code 18: Failed to initialize NVML"),
                            line -> assertThat(line).contains("without fault again"));
        }
    }

    @Test
    void P10_without_settings_it_looks_every_ten_seconds_and_waits_for_five() throws Exception {
        try (CamelContext context = started(new Properties(), new Device.Cpu())) {
            assertThat(context.getEndpoints())
                    .filteredOn(TimerEndpoint.class::isInstance)
                    .extracting(timer -> ((TimerEndpoint) timer).getPeriod())
                    .containsExactly(10_000L);
            assertThat(context.getEndpoints())
                    .filteredOn(ExecEndpoint.class::isInstance)
                    .extracting(exec -> ((ExecEndpoint) exec).getTimeout())
                    .containsExactly(5_000L);
        }
    }

    /** With its timer. */
    private CamelContext started(Properties settings, Device... slots) throws Exception {
        CamelContext context = loaded(settings, programs.environment(), slots);
        context.start();
        return context;
    }

    /** Without its timer, which would look once more than the test does. */
    private CamelContext onRequest(String timeoutMillis, Map<String, String> environment, Device... slots)
            throws Exception {
        CamelContext context = loaded(settings("50", timeoutMillis), environment, slots);
        ((ModelCamelContext) context).getRouteDefinition("gpu-inventory").autoStartup(false);
        context.start();
        return context;
    }

    private CamelContext onRequest(Device... slots) throws Exception {
        return onRequest("20000", programs.environment(), slots);
    }

    private CamelContext loaded(Properties settings, Map<String, String> environment, Device... slots)
            throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setInitialProperties(settings);
        Map<String, Object> beans = new HashMap<>(new GpuSteps(List.of(slots), gpus).byName());
        beans.put("briefCommand", new BriefCommand(environment));
        beans.put("fixedBinding", new FixedBinding());
        beans.forEach(context.getRegistry()::bind);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(
                        context, "file:routes/node-agent/gpu-inventory.camel.yaml"));
        return context;
    }

    private static void look(CamelContext context) {
        context.createProducerTemplate().sendBody("direct:look-at-gpus", null);
    }

    private static Properties settings(String intervalMillis, String timeoutMillis) {
        Properties settings = new Properties();
        settings.setProperty("rolemesh.gpu.interval-ms", intervalMillis);
        settings.setProperty("rolemesh.gpu.timeout-ms", timeoutMillis);
        return settings;
    }

    private long usedMib(Device device) {
        return gpus.current()
                .of(device)
                .map(gpu -> gpu.memoryUsedMib().orElse(-1))
                .orElse(-1L);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }
}
