package org.rolemesh.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rolemesh.config.ConfigLoader;
import org.rolemesh.config.GatewayConfig;
import org.rolemesh.config.NodeAgentConfig;
import org.rolemesh.config.NodeAgentConfigLoader;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.http.HttpFrontEngine;
import org.rolemesh.tls.Credentials;
import org.rolemesh.upstream.FirstAnswer;
import org.rolemesh.upstream.UpstreamComponent;

class RouteFilesTest {
    private static final Path ROUTES = Path.of("routes");
    private static final String SUFFIX = ".camel.yaml";

    private static final ExecutorService pool = Executors.newCachedThreadPool();

    private static Vertx vertx;

    @TempDir
    private static Path state;

    @BeforeAll
    static void openVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        pool.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_route_file_starts_alone(Path file) throws Exception {
        try (CamelContext context = contextWith(file)) {
            context.start();
            instantiate(context);

            assertThat(context.getRoutes()).allMatch(route -> context.getRouteController()
                    .getRouteStatus(route.getId())
                    .isStarted());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void its_main_route_has_the_name_of_the_file(Path file) throws Exception {
        String name = file.getFileName().toString().replace(SUFFIX, "");
        try (CamelContext context = contextWith(file)) {
            ModelCamelContext model = (ModelCamelContext) context;
            Stream<String> ids = Stream.of(
                            model.getRouteTemplateDefinitions(),
                            model.getRouteDefinitions(),
                            model.getRouteConfigurationDefinitions())
                    .flatMap(List::stream)
                    .map(NamedNode::getId);

            assertThat(ids).first().isEqualTo(name);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_route_and_step_says_what_it_is_for(Path file) throws Exception {
        try (CamelContext context = contextWith(file)) {
            context.start();
            instantiate(context);
            for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
                assertThat(route.getDescriptionText()).as(route.getId()).isNotBlank();
                assertThat(steps(route)).allSatisfy(step -> {
                    assertThat(step.hasCustomIdAssigned()).as("id of " + step).isTrue();
                    assertThat(step.getDescriptionText())
                            .as("description of " + step.getId())
                            .isNotBlank();
                });
            }
        }
    }

    @Test
    void ids_are_unique_over_all_files() throws Exception {
        List<String> ids = new ArrayList<>();
        for (Path file : files()) {
            try (CamelContext context = contextWith(file)) {
                context.start();
                instantiate(context);
                for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
                    ids.add(route.getId());
                    steps(route).stream()
                            .map(OptionalIdentifiedDefinition::getId)
                            .forEach(ids::add);
                }
            }
        }

        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(30);
    }

    @Test
    void a_folder_of_the_owner_replaces_that_of_the_jar_and_no_other(@TempDir Path own) throws IOException {
        Files.createDirectories(own.resolve("topology"));
        Files.writeString(own.resolve("topology/mine.camel.yaml"), "[]");

        List<String> expected = new ArrayList<>();
        for (String folder : List.of("gateway", "nodes", "availability")) {
            try (Stream<Path> shipped = Files.list(Path.of("routes", folder))) {
                shipped.sorted().forEach(file -> expected.add("classpath:" + file));
            }
        }
        expected.add("file:" + own.resolve("topology/mine.camel.yaml"));

        assertThat(RouteFiles.ofGateway(own)).isEqualTo(expected);
    }

    @Test
    void route_files_directly_in_the_folder_are_a_topology(@TempDir Path own) throws IOException {
        Files.writeString(own.resolve("mine.camel.yaml"), "[]");

        assertThat(RouteFiles.ofGateway(own)).last().isEqualTo("file:" + own.resolve("mine.camel.yaml"));
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<ProcessorDefinition<?>> steps(RouteDefinition route) {
        return (List) List.copyOf(
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class));
    }

    /** Makes the routes of each template twice, as for two slots or two gateways. */
    private static void instantiate(CamelContext context) throws Exception {
        for (RouteTemplateDefinition template :
                List.copyOf(((ModelCamelContext) context).getRouteTemplateDefinitions())) {
            for (String name : List.of("one", "two")) {
                TemplatedRouteBuilder builder = TemplatedRouteBuilder.builder(context, template.getId());
                template.getTemplateParameters()
                        .forEach(each -> builder.parameter(each.getName(), valueFor(each.getName(), name)));
                builder.routeId(template.getId() + "-" + name).add();
            }
        }
    }

    private static Object valueFor(String parameter, String name) {
        return List.of("slot", "gateway").contains(parameter) ? name : 3_600_000;
    }

    /** A context that has the beans of a gateway or an agent, and of its routes those of one file. */
    private static CamelContext contextWith(Path file) throws Exception {
        CamelContext context = new DefaultCamelContext();
        if (file.startsWith(ROUTES.resolve("node-agent"))) {
            bindAgent(context);
        } else {
            bindGateway(context);
        }
        context.addComponent("http", new HttpComponent());
        PlatformHttpComponent http = new PlatformHttpComponent(context);
        http.setEngine(new HttpFrontEngine(Runnable::run));
        context.addComponent("platform-http", http);
        context.getPropertiesComponent().addInitialProperty("rolemesh.probe.interval-ms", "60000");
        context.getPropertiesComponent().addInitialProperty("rolemesh.probe.timeout-ms", "100");
        RoutesLoader loader = PluginHelper.getRoutesLoader(context);
        Resource resource = ResourceHelper.resolveMandatoryResource(context, "file:" + file);
        loader.loadRoutes(resource);
        return context;
    }

    private static void bindGateway(CamelContext context) throws Exception {
        GatewayConfig config = new ConfigLoader(Map.of()).parse("test.yaml", "version: 1\n");
        GatewayBeans beans = new GatewayBeans(
                config,
                GatewayCore.of(config, Credentials.NONE, vertx, Clock.systemUTC(), pool, List::of),
                Reloads.NONE);
        beans.steps().forEach(context.getRegistry()::bind);
        context.addComponent("upstream", new UpstreamComponent(context, beans.services()));
        context.getRegistry().bindAsPrototype("firstAnswer", FirstAnswer.class, FirstAnswer::new);
    }

    private static void bindAgent(CamelContext context) throws Exception {
        NodeAgentConfig config = new NodeAgentConfigLoader(Map.of()).parse("agent.yaml", """
                version: 1
                node_id: box
                slots: {one: {device: cpu}, two: {device: cpu}}
                """);
        AgentBeans beans = new AgentBeans(config, Credentials.NONE, state, vertx, pool, List::of);
        beans.steps(() -> UpstreamUrl.parse("http://127.0.0.1:1")).forEach(context.getRegistry()::bind);
        context.getRegistry().bind("beatAtOnce", (Processor) exchange -> {});
        context.addComponent("upstream", new UpstreamComponent(context, beans.services()));
    }
}
