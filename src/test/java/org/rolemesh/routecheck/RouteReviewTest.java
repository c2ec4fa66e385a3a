package org.rolemesh.routecheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rolemesh.config.Fault;
import org.rolemesh.upstream.UpstreamComponent;

class RouteReviewTest {
    private static final String ROUTE = """
            - route:
                id: route-by-alias
                from:
                  uri: direct:route-by-alias
                  steps:
                    - %s
            """;

    private static CamelContext context;

    @BeforeAll
    static void makeContext() {
        context = new DefaultCamelContext();
        context.addComponent("upstream", new UpstreamComponent(context, null));
    }

    @AfterAll
    static void stopContext() {
        context.stop();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            too: {uri: "direct:x"}                                    | there is no step 'too'; did you mean 'to' or 'toD'?
            frobnicate: {}                                            | there is no step 'frobnicate' in Camel's YAML DSL; is it spelt and indented right?
            to: {uri: "upstream:planner", uir: x}                     | unknown key 'uir'; did you mean 'uri'?
            to: {}                                                    | to has no 'uri'; add it
            setBody: {simpel: x}                                      | unknown key 'simpel'; did you mean 'simple'?
            setBody: {simple: {expresion: x}}                         | unknown key 'expresion'; did you mean 'expression'?
            setBody: {simple: [x]}                                    | simple must be text or a mapping of keys to values; check the indentation
            filter: {simple: "${body}", steps: {}}                    | steps must be a list, whose lines begin with '- '; check the indentation
            log: {message: x, loggingLevel: INFOO}                    | loggingLevel must be one of TRACE, DEBUG, INFO, WARN, ERROR, OFF; did you mean 'INFO'?
            loadBalance: {failoverLoadBalancer: {roundRobbin: true}}  | unknown key 'roundRobbin'; did you mean 'roundRobin'?
            """)
    void what_camels_dsl_does_not_know_is_named(String step, String what) {
        assertThat(all(ROUTE.formatted(step))).containsExactly("mine.camel.yaml:6: " + what);
    }

    @Test
    void what_stands_beside_a_step_instead_of_under_it_is_one_fault() {
        assertThat(all(ROUTE.formatted("to:\n          uri: upstream:planner")))
                .containsExactly("mine.camel.yaml:6: here is room for one of to, uri; indent what belongs to 'to'"
                        + " further, and begin another step with '- '");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            to: {uri: "upstraem:planner"}                             | there is no component 'upstraem'; did you mean 'upstream'?
            to: {uri: "kafka:audit"}                                  | there is no component 'kafka'; is it spelt right, and its jar on the class path?
            to: {uri: "upstream:planner?tmeout=3s"}                   | upstream has no option 'tmeout'; did you mean 'timeout'?
            to: {uri: upstream, parameters: {alias: planner, tag: a}} | upstream has no option 'tag'; it has alias, label, node, optional, strategy, synchronous, timeout, lazyStartProducer
            toD: {uri: "upstream:${variable.alias}?lable=x"}          | upstream has no option 'lable'; did you mean 'label'?
            to: "upstream:planner?strategy=round_robbin"              | strategy must be one of round_robin, least_busy, prefix_affinity; did you mean 'round_robin'?
            to: "upstream:planner?timeout=soon"                       | timeout must be a duration, as in 500ms, 20s or 5m
            to: "upstream:planner?timeout=3x"                         | timeout must be a duration, as in 500ms, 20s or 5m
            to: "upstream:planner?optional=maybe"                     | optional must be true or false
            wireTap: {uri: "seda:audit?size=many"}                    | size must be a whole number
            to: {uri: "log:"}                                         | log needs the option 'loggerName', or the form log:loggerName
            pollEnrich: {constant: "upstream:planner"}                | no message comes from upstream; it can be sent to, as in to:
            to: {uri: "timer:x"}                                      | nothing can be sent to timer; it can only stand in from:
            enrich: {constant: {expression: "file:x?fielName=y"}}     | file has no option 'fielName'; did you mean 'fileName'?
            """)
    void endpoints_are_held_to_the_options_of_their_component(String step, String what) {
        assertThat(faults(ROUTE.formatted(step))).containsExactly("mine.camel.yaml:6: " + what);
    }

    @Test
    void an_option_under_parameters_has_its_own_line() {
        String step =
                "to:\n          uri: upstream:planner\n          parameters:\n            node: a\n            noed: b";

        assertThat(faults(ROUTE.formatted(step.indent(0).replace("\n          ", "\n              "))))
                .containsExactly("mine.camel.yaml:10: upstream has no option 'noed'; did you mean 'node'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            process: {ref: noteAnswr}                                 | there is no step called noteAnswr; did you mean 'noteAnswer'?
            bean: {ref: unheardOf}                                    | there is no bean called unheardOf; docs/ARCHITECTURE.md lists those there are
            to: {uri: "bean:unheardOf"}                               | there is no bean called unheardOf; docs/ARCHITECTURE.md lists those there are
            multicast: {aggregationStrategy: "#bean:both"}            | there is no bean called both; docs/ARCHITECTURE.md lists those there are
            wireTap: {uri: "log:x", executorService: smallPool}       | there is no bean called smallPool; docs/ARCHITECTURE.md lists those there are
            loadBalance: {customLoadBalancer: {ref: fristAnswer}}     | there is no bean called fristAnswer; did you mean 'firstAnswer'?
            to: {uri: "log:x?exchangeFormatter=#brief"}               | there is no bean called brief; docs/ARCHITECTURE.md lists those there are
            setBody: {simple: "${bean:noteAnswr}"}                    | there is no bean called noteAnswr; did you mean 'noteAnswer'?
            setBody: {groovy: "1"}                                    | the language groovy is not on board; use simple, constant or variable
            doTry: {doCatch: [{exception: [RoleBusy]}]}               | there is no exception RoleBusy; did you mean 'org.rolemesh.upstream.RoleBusy'?
            """)
    void names_that_nothing_has_are_faults(String step, String what) {
        assertThat(faults(ROUTE.formatted(step))).contains("mine.camel.yaml:6: " + what);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            filter: {simple: "${variable.alais} == 'a'"}              | alais | ; did you mean 'alias'?
            filter: {simple: {expression: "${variable[alais]}"}}      | alais | ; did you mean 'alias'?
            filter: {simple: "${variables.alais}"}                    | alais | ; did you mean 'alias'?
            setBody: {variable: {expression: alais}}                  | alais | ; did you mean 'alias'?
            toD: {uri: "upstream:${variable.alais}"}                  | alais | ; did you mean 'alias'?
            to: {uri: "log:x", variableSend: alais}                   | alais | ; did you mean 'alias'?
            log: {message: "${variable.colour}"}                      | colour | ; set it with setVariable, or use one of alias, set-elsewhere
            log: {message: "${variable.header_x_team}"}               | header_x_team | ; name the header in topology.request_headers of the gateway's config
            """)
    void a_variable_that_nothing_sets_is_a_fault(String step, String variable, String remedy) {
        assertThat(faults(ROUTE.formatted(step)))
                .containsExactly("mine.camel.yaml:6: nothing sets the variable '" + variable + "'" + remedy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            to: {uri: "upstream:plannr"}                              | no alias is called 'plannr'; did you mean 'planner'? Or add it
            wireTap: {uri: upstream, parameters: {alias: coder}}      | no alias is called 'coder'; add it under models: in the gateway's config, as type: discovered if nodes announce it, or say optional=true
            to: {uri: "direct:route-by-alia"}                         | no route begins with direct:route-by-alia; did you mean 'route-by-alias'?
            to: {uri: direct, parameters: {name: audit}}              | no route begins with direct:audit; add one, as in from: {uri: "direct:audit"}
            recipientList: {constant: "log:x, direct:audit"}          | no route begins with direct:audit; add one, as in from: {uri: "direct:audit"}
            """)
    void what_nobody_answers_is_a_fault(String step, String what) {
        assertThat(faults(ROUTE.formatted(step))).singleElement().asString().startsWith("mine.camel.yaml:6: " + what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to: {uri: \"upstream:unheard-of?optional=true\"}",
                "toD: {uri: \"upstream:${variable.alias}\", parameters: {node: \"${variable.set-elsewhere}\"}}",
                "to: {uri: \"upstream:planner\", parameters: {timeout: \"{{patience}}\", optional: true}}",
                "to: {uri: \"upstream:planner?timeout=200ms\"}",
                "to: {uri: \"direct:unheard-of?failIfNoConsumers=false\"}",
                "toD: {uri: \"direct:${variable.alias}\"}",
                "to: {uri: \"http://localhost:1/x?their=own&socketTimeout=1\"}",
                "to: {uri: \"seda:x?size=100&discardWhenFull=true&waitForTaskToComplete=Never&timeout=5s\"}",
                "setBody: {constant: \"${variable.colour}\"}",
                "setBody: {constant: 5}",
                "setBody: {simple: \"${variable.alias.length()} ${variable.global:x} ${body}\"}",
                "delay: {constant: \"{{pause}}\", asyncDelayed: \"true\"}",
                "bean: {ref: \"#class:java.lang.Object\", method: hashCode}",
                "process: {ref: noteAnswer, note: \"see ${variable.nothing}\"}",
                "throttle: {constant: {expression: \"5\"}, timePeriodMillis: \"1000\", rejectExecution: true}",
                "doTry: {steps: [{stop: {}}], doCatch: [{exception: [org.rolemesh.upstream.RoleBusy], steps: [{stop: {}}]}]}",
                "to: {uri: \"direct:part-7\"}",
            })
    void what_is_sound_or_cannot_be_known_is_no_fault(String step) {
        assertThat(all(ROUTE.formatted(step))).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    void every_failure_that_is_suggested_is_there(String name) throws ClassNotFoundException {
        assertThat(Class.forName(name)).isAssignableTo(Exception.class);
    }

    static final List<String> FAILURES = ClassFaults.FAILURES;

    @Test
    void every_fault_of_every_file_is_said_at_once() {
        RouteFile first = own("first", ROUTE.formatted("process: {ref: one}\n        - process: {ref: two}"));
        RouteFile second = own("second", "- from: {uri: \"timer:x?perod=1\", steps: [{process: {ref: three}}]}\n");

        assertThat(texts(review(first, second).faults()))
                .extracting(fault -> fault.substring(0, fault.indexOf(": ")))
                .containsExactly("first:6", "first:7", "second:1", "second:1");
    }

    @Test
    void what_an_unreadable_file_may_hold_is_not_missed() {
        RouteFile first = own("first", ROUTE.formatted("to: {uri: \"direct:in-the-other\"}"));
        RouteFile second = own("second", "- route:\n\tid: x\n");

        assertThat(texts(review(first, second).allFaults()))
                .singleElement()
                .asString()
                .startsWith("second:2: not valid YAML");
    }

    @Test
    void two_routes_cannot_begin_with_the_same_direct_endpoint() {
        RouteFile other =
                own("other", "- from: {uri: direct, parameters: {name: route-by-alias}, steps: [{stop: {}}]}\n");

        assertThat(texts(review(own("mine", ROUTE.formatted("stop: {}")), other).faults()))
                .containsExactly("other:1: the route at mine:3 begins with direct:route-by-alias too;"
                        + " give one of the two another name");
    }

    @Test
    void ids_of_routes_and_steps_are_unique_over_all_files() {
        RouteFile other =
                own("other", "- route:\n    id: a\n    from: {uri: \"direct:a\", steps: [{stop: {id: a}}]}\n");
        RouteFile third = own("third", "- route:\n    id: a\n    from: {uri: \"direct:b\", steps: [{stop: {}}]}\n");

        assertThat(texts(review(other, third).faults()))
                .containsExactly(
                        "other:3: the id a is taken by route at other:2; give one of the two another id",
                        "third:2: the id a is taken by route at other:2; give one of the two another id");
    }

    @Test
    void what_the_shipped_routes_send_to_is_missed_in_the_folder() {
        RouteFile shipped = new RouteFile(
                "classpath:routes/shipped",
                "- from: {uri: \"timer:x\", steps: [{to: {uri: \"direct:route-by-alias\"}}]}",
                false,
                false);

        assertThat(texts(review(shipped, own("mine", "[]")).faults()))
                .containsExactly("routes:1: no route begins with direct:route-by-alias; add one, as in"
                        + " from: {uri: \"direct:route-by-alias\"}; shipped:1 sends to it");
    }

    private static List<String> faults(String yaml) {
        return texts(review(own("mine.camel.yaml", yaml), more()).faults());
    }

    private static List<String> all(String yaml) {
        return texts(review(own("mine.camel.yaml", yaml), more()).allFaults());
    }

    private static RouteFile own(String name, String yaml) {
        return new RouteFile(name, yaml, true, true);
    }

    private static RouteFile more() {
        return new RouteFile("more", """
                - route: {id: more, from: {uri: "timer:x", steps: [{setVariable: {name: set-elsewhere, constant: x}}]}}
                - routeTemplate: {id: part, parameters: [{name: n}], from: {uri: "direct:part-{{n}}", steps: [{stop: {}}]}}
                """, true, false);
    }

    private static RouteReview review(RouteFile... files) {
        return new RouteReview(
                List.of(files),
                new Surroundings(
                        "routes",
                        context,
                        Set.of("noteAnswer", "firstAnswer"),
                        Optional.of(Set.of("planner")),
                        List.of("alias")));
    }

    private static List<String> texts(List<Fault> faults) {
        return Stream.ofNullable(faults)
                .flatMap(List::stream)
                .map(Fault::toString)
                .toList();
    }
}
