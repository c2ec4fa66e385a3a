package org.rolemesh.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowChartTest {
    @Test
    void what_begins_a_route_leads_to_its_steps_in_their_order() throws Exception {
        assertThat(Drawn.ofSteps("""
                - setBody: {description: asks, constant: {expression: x}}
                - process: {id: thinks, ref: no-such-step}
                - log: {message: "said ${body}"}
                """).arrows())
                .containsExactly("[every 1 s] on [start • asks • thinks • log: said ${body}]");
    }

    @Test
    void a_route_that_another_calls_has_that_one_before_it_and_no_trigger() throws Exception {
        assertThat(Drawn.of("""
                - route:
                    id: asks
                    from:
                      uri: platform-http
                      parameters: {path: /ask, httpMethodRestrict: POST}
                      steps:
                        - to: {description: whether it may, uri: "direct:may-it"}
                        - to: {uri: "direct://answers"}
                - route:
                    id: may-it
                    from: {uri: "direct:may-it", steps: [{stop: {}}]}
                - route:
                    id: answers
                    from: {uri: "direct:answers", steps: [{stop: {}}]}
                """).arrows())
                .containsExactly(
                        "[asks → direct:may-it: whether it may] call [may-it • stop]",
                        "[asks → direct:may-it: whether it may] on [answers • stop]",
                        "[POST /ask] on [asks → direct:may-it: whether it may]");
    }

    @Test
    void each_branch_of_a_choice_has_its_condition_and_what_comes_after_follows_all() throws Exception {
        assertThat(Drawn.ofSteps("""
                - choice:
                    description: which
                    when:
                      - simple: {expression: "${body} == 1"}
                        steps: [{to: {uri: "upstream:one"}}]
                      - description: a two
                        disabled: true
                        simple: {expression: "${body} == 2"}
                        steps: [{to: {uri: "upstream:two"}}]
                      - description: a three
                        simple: {expression: "${body} == 3"}
                        steps: [{log: {message: three}}]
                - log: {message: after}
                """).arrows())
                .containsExactly(
                        "[start] on [which]",
                        "[which] on ${body} == 1 [→ upstream:one]",
                        "[→ upstream:one] call [upstream:one]",
                        "[which] on a three [• log: three]",
                        "[→ upstream:one] on [• log: after]",
                        "[• log: three] on [• log: after]",
                        "[which] on otherwise [• log: after]",
                        "[every 1 s] on [start]");
    }

    @Test
    void an_end_leads_to_where_it_sends() throws Exception {
        assertThat(Drawn.ofSteps("""
                - choice:
                    when:
                      - simple: {expression: "${body} == 1"}
                        steps: [{to: {description: the first, uri: "upstream:one"}}]
                    otherwise:
                      description: all others
                      steps: [{toD: {uri: "upstream:${variable.alias}?x=1"}}]
                """).arrows())
                .containsExactly(
                        "[start] on [choice]",
                        "[choice] on ${body} == 1 [upstream:one the first]",
                        "[choice] on otherwise: all others [upstream:${variable.alias}]",
                        "[every 1 s] on [start]");
    }

    @Test
    void a_filter_asks_and_goes_on_either_way() throws Exception {
        assertThat(Drawn.ofSteps("""
                - filter:
                    description: is it urgent
                    simple: {expression: "${header.urgent}"}
                    steps: [{log: {message: hurry}}]
                - log: {message: after}
                """).arrows())
                .contains(
                        "[is it urgent?] on yes [• log: hurry]",
                        "[• log: hurry] on [• log: after]",
                        "[is it urgent?] on no [• log: after]");
    }

    @Test
    void what_fails_leads_to_what_catches_it() throws Exception {
        assertThat(Drawn.ofSteps("""
                - doTry:
                    steps: [{to: {uri: "upstream:planner"}}]
                    doCatch:
                      - exception: [org.rolemesh.upstream.UpstreamFailure, java.io.IOException]
                        steps: [{to: {uri: "upstream:writer"}}]
                    doFinally:
                      steps: [{log: {message: done}}]
                """).arrows())
                .containsExactly(
                        "[start] on [try → upstream:planner]",
                        "[try → upstream:planner] call [upstream:planner]",
                        "[try → upstream:planner] failure on UpstreamFailure, IOException [→ upstream:writer]",
                        "[→ upstream:writer] call [upstream:writer]",
                        "[try → upstream:planner] on [• log: done]",
                        "[→ upstream:writer] on [• log: done]",
                        "[every 1 s] on [start]");
    }

    @Test
    void a_breaker_that_is_open_leads_to_its_fallback() throws Exception {
        assertThat(Drawn.ofSteps("""
                - circuitBreaker:
                    steps: [{to: {uri: "upstream:planner"}}]
                    onFallback:
                      steps: [{to: {uri: "upstream:writer"}}]
                """).arrows())
                .contains(
                        "[circuit breaker] on [upstream:planner]",
                        "[circuit breaker] failure fallback [upstream:writer]");
    }

    @Test
    void a_pool_shows_in_which_order_it_is_tried() throws Exception {
        assertThat(Drawn.ofSteps("""
                - loadBalance:
                    description: the first that answers
                    failoverLoadBalancer: {}
                    steps:
                      - to: {uri: "upstream:one"}
                      - to: {uri: "upstream:two"}
                """).arrows())
                .contains(
                        "[load balance, failover: the first that answers] on 1 [upstream:one]",
                        "[load balance, failover: the first that answers] on 2 [upstream:two]");
    }

    @Test
    void a_copy_goes_aside() throws Exception {
        assertThat(Drawn.ofSteps("""
                - wireTap: {description: for the record, uri: "seda:audit"}
                - multicast:
                    steps:
                      - to: {uri: "upstream:one"}
                      - to: {uri: "seda:later"}
                """).arrows())
                .contains(
                        "[start → seda:audit: for the record] aside a copy [seda:audit]",
                        "[multicast] on [upstream:one]",
                        "[multicast] aside queued [seda:later]");
    }

    @Test
    void recipients_are_named_where_the_file_names_them() throws Exception {
        assertThat(Drawn.ofSteps("""
                - split:
                    simple: {expression: "${body}"}
                    steps:
                      - recipientList: {constant: {expression: "upstream:one, seda:two"}}
                - recipientList: {simple: {expression: "${header.who}"}}
                """).arrows())
                .contains(
                        "[split ${body}] on each [upstream:one]",
                        "[split ${body}] on each [seda:two]",
                        "[split ${body}] on then [${header.who}]");
    }

    @Test
    void what_is_switched_off_is_not_drawn_and_secrets_are_not_shown() throws Exception {
        assertThat(Drawn.ofSteps("""
                - log: {message: off, disabled: true}
                - to: {uri: "http://me:secret@audit.example/in?password=hidden"}
                """).boxes())
                .containsExactly("[start]", "[http://me:xxxxxx@audit.example/in]", "[every 1 s]");
    }

    @Test
    void failures_lead_to_what_a_route_is_configured_with() throws Exception {
        assertThat(Drawn.of("""
                - routeConfiguration:
                    id: errors
                    onException:
                      - onException:
                          exception: [java.lang.Throwable]
                          handled: {constant: {expression: "true"}}
                          steps: [{log: {message: says what failed}}]
                - route:
                    id: start
                    routeConfigurationId: errors
                    from: {uri: "direct:start", steps: [{to: {uri: "upstream:one"}}]}
                - route:
                    id: other
                    from: {uri: "direct:other", steps: [{to: {uri: "upstream:one"}}]}
                """).arrows())
                .containsExactly(
                        "[start] on [upstream:one]",
                        "[start] failure fails [errors on Throwable • log: says what failed]",
                        "[other] on [upstream:one]",
                        "[direct:start] on [start]",
                        "[direct:other] on [other]");
    }

    @Test
    void a_template_is_drawn_once_with_what_it_wants() throws Exception {
        assertThat(Drawn.of("""
                - routeTemplate:
                    id: launch
                    parameters: [{name: slot}, {name: period}]
                    route:
                      from:
                        uri: timer
                        parameters: {timerName: x, period: "{{period}}"}
                        steps: [{log: {message: "{{slot}}"}}]
                """).arrows())
                .containsExactly("[every {{period}} ms] on [launch (template: slot, period) • log: {{slot}}]");
    }
}
