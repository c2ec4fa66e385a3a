package org.rolemesh;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rolemesh.cli.RoleMesh;

class ArchitectureTest {
    private static JavaClasses product;

    @BeforeAll
    static void readClasses() {
        product = new ClassFileImporter()
                .importUrl(RoleMesh.class.getProtectionDomain().getCodeSource().getLocation());
        assertThat(product).hasSizeGreaterThan(100);
    }

    @Test
    void arrows_between_packages_point_one_way() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("org.rolemesh.cli..")
                .layer("runtime")
                .definedBy("org.rolemesh.runtime..")
                .layer("spring")
                .definedBy("org.rolemesh.spring..")
                .layer("demo")
                .definedBy("org.rolemesh.demo..")
                .layer("bench")
                .definedBy("org.rolemesh.bench..")
                .layer("client")
                .definedBy("org.rolemesh.client..")
                .layer("overview")
                .definedBy("org.rolemesh.overview..")
                .layer("gateway")
                .definedBy("org.rolemesh.gateway..")
                .layer("http")
                .definedBy("org.rolemesh.http..")
                .layer("upstream")
                .definedBy("org.rolemesh.upstream..")
                .layer("selection")
                .definedBy("org.rolemesh.selection..")
                .layer("catalog")
                .definedBy("org.rolemesh.catalog..")
                .layer("nodes")
                .definedBy("org.rolemesh.nodes..")
                .layer("auth")
                .definedBy("org.rolemesh.auth..")
                .layer("access")
                .definedBy("org.rolemesh.access..")
                .layer("config")
                .definedBy("org.rolemesh.config..")
                .layer("openai")
                .definedBy("org.rolemesh.openai..")
                .layer("state")
                .definedBy("org.rolemesh.state..")
                .layer("measuring")
                .definedBy("org.rolemesh.measuring..")
                .layer("metrics")
                .definedBy("org.rolemesh.metrics..")
                .layer("tracing")
                .definedBy("org.rolemesh.tracing..")
                .layer("topology")
                .definedBy("org.rolemesh.topology..")
                .layer("routecheck")
                .definedBy("org.rolemesh.routecheck..")
                .layer("drawing")
                .definedBy("org.rolemesh.drawing..")
                .layer("dashboard")
                .definedBy("org.rolemesh.dashboard..")
                .layer("agent")
                .definedBy("org.rolemesh.agent..")
                .layer("beats")
                .definedBy("org.rolemesh.beats..")
                .layer("slots")
                .definedBy("org.rolemesh.slots..")
                .layer("gpu")
                .definedBy("org.rolemesh.gpu..")
                .layer("process")
                .definedBy("org.rolemesh.process..")
                .layer("tls")
                .definedBy("org.rolemesh.tls..")
                .layer("wire")
                .definedBy("org.rolemesh.wire..")
                .whereLayer("wire")
                .mayNotAccessAnyLayer()
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("http", "upstream", "gateway")
                .whereLayer("tls")
                .mayNotAccessAnyLayer()
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("spring")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("spring")
                .mayOnlyAccessLayers("runtime")
                .whereLayer("runtime")
                .mayOnlyBeAccessedByLayers("cli", "spring")
                .whereLayer("demo")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("bench")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("bench")
                .mayOnlyAccessLayers("config")
                .whereLayer("client")
                .mayOnlyBeAccessedByLayers("cli", "overview")
                .whereLayer("client")
                .mayOnlyAccessLayers("config", "tls")
                .whereLayer("overview")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("overview")
                .mayOnlyAccessLayers("client")
                .whereLayer("measuring")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("measuring", "gateway", "runtime")
                .whereLayer("metrics")
                .mayNotAccessAnyLayer()
                .whereLayer("tracing")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("tracing")
                .mayOnlyAccessLayers("access", "openai")
                .whereLayer("topology")
                .mayOnlyBeAccessedByLayers("gateway", "runtime")
                .whereLayer("routecheck")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("routecheck")
                .mayOnlyAccessLayers("config")
                .whereLayer("drawing")
                .mayOnlyBeAccessedByLayers("runtime", "cli")
                .whereLayer("drawing")
                .mayNotAccessAnyLayer()
                .whereLayer("dashboard")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("agent")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("beats")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("slots")
                .mayOnlyBeAccessedByLayers("agent", "measuring", "runtime")
                .whereLayer("gpu")
                .mayOnlyBeAccessedByLayers("agent")
                .whereLayer("process")
                .mayOnlyBeAccessedByLayers("slots", "agent", "runtime")
                .whereLayer("process")
                .mayNotAccessAnyLayer()
                .whereLayer("gateway")
                .mayOnlyBeAccessedByLayers("agent", "dashboard", "runtime")
                .whereLayer("http")
                .mayOnlyBeAccessedByLayers("upstream", "gateway", "agent", "dashboard", "runtime")
                .whereLayer("upstream")
                .mayOnlyBeAccessedByLayers("measuring", "gateway", "agent", "dashboard", "runtime")
                .whereLayer("selection")
                .mayOnlyBeAccessedByLayers("upstream", "measuring", "gateway", "agent", "dashboard", "runtime")
                .whereLayer("catalog")
                .mayOnlyBeAccessedByLayers(
                        "selection", "upstream", "measuring", "gateway", "agent", "dashboard", "runtime")
                .whereLayer("nodes")
                .mayOnlyBeAccessedByLayers(
                        "catalog", "measuring", "gateway", "slots", "beats", "agent", "dashboard", "runtime")
                .whereLayer("auth")
                .mayOnlyBeAccessedByLayers("gateway", "dashboard", "runtime")
                .whereLayer("access")
                .mayOnlyBeAccessedByLayers(
                        "http", "upstream", "measuring", "tracing", "gateway", "agent", "dashboard", "runtime")
                .whereLayer("state")
                .mayOnlyBeAccessedByLayers("runtime", "cli")
                .whereLayer("state")
                .mayNotAccessAnyLayer()
                .check(product);
    }

    @Test
    void the_wire_format_and_the_config_know_nothing_of_camel_or_vertx() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.rolemesh.openai..",
                        "org.rolemesh.config..",
                        "org.rolemesh.selection..",
                        "org.rolemesh.catalog..",
                        "org.rolemesh.nodes..",
                        "org.rolemesh.state..",
                        "org.rolemesh.topology..",
                        "org.rolemesh.metrics..",
                        "org.rolemesh.slots..",
                        "org.rolemesh.gpu..",
                        "org.rolemesh.process..",
                        "org.rolemesh.tls..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..", "io.vertx..", "io.netty..")
                .check(product);
    }

    @Test
    void only_the_runtime_knows_camel_main() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.rolemesh.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel.main..")
                .check(product);
    }

    @Test
    void only_its_own_package_knows_spring() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.rolemesh.spring..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(product);
    }

    @Test
    void only_the_tracing_knows_opentelemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.rolemesh.tracing..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(product);
    }
}
