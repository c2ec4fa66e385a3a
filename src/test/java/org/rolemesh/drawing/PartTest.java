package org.rolemesh.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartTest {
    private static final String ROUTES = """
            - routeConfiguration:
                id: errors
                onException:
                  - onException:
                      exception: [java.lang.Throwable]
                      steps: [{log: {message: says what failed}}]
            - route:
                id: chat
                routeConfigurationId: errors
                from: {uri: "platform-http:/chat", steps: [{to: {uri: "direct:answer"}}]}
            - route:
                id: answer
                from:
                  uri: direct:answer
                  steps: [{wireTap: {uri: "direct:audit"}}, {to: {uri: "upstream:one"}}]
            - route:
                id: audit
                from: {uri: "direct:audit", steps: [{log: {message: seen}}]}
            - route:
                id: models
                routeConfigurationId: errors
                from: {uri: "platform-http:/models", steps: [{log: {message: lists}}]}
            - route:
                id: probe
                from:
                  uri: timer:probe?repeatCount=1
                  steps:
                    - filter:
                        simple: {expression: "${header.due}"}
                        steps:
                          - doTry:
                              steps: [{to: {description: is it up, uri: "http:backend"}}]
                              doCatch:
                                - exception: [java.io.IOException]
                                  steps: [{log: {message: down}}]
            """;

    @Test
    void requests_are_what_leads_to_an_upstream_and_what_that_leads_to() throws Exception {
        assertThat(Drawn.of(ROUTES).only(Part.REQUESTS).arrows())
                .containsExactly(
                        "[chat] on [answer → direct:audit]",
                        "[chat] failure fails [errors on Throwable • log: says what failed]",
                        "[answer → direct:audit] aside a copy [audit • log: seen]",
                        "[answer → direct:audit] on [upstream:one]",
                        "[any /chat] on [chat]");
    }

    @Test
    void control_is_everything_else_with_each_route_in_one_box() throws Exception {
        String probe = "[probe if: ${header.due}  try   → http:backend: is it up  catch: on IOException   • log: down]";

        assertThat(Drawn.of(ROUTES).only(Part.CONTROL).arrows())
                .containsExactly(
                        "[models • log: lists] failure fails [errors on Throwable • log: says what failed]",
                        probe + " call [http:backend]",
                        "[any /models] on [models • log: lists]",
                        "[at the start] on " + probe);
    }

    @Test
    void no_box_is_in_neither_part() throws Exception {
        Drawn all = Drawn.of(ROUTES);

        assertThat(all.only(Part.ALL).boxes())
                .containsAll(all.only(Part.REQUESTS).boxes())
                .containsAll(all.only(Part.CONTROL).boxes())
                .hasSize(all.only(Part.REQUESTS).boxes().size()
                        + all.only(Part.CONTROL).boxes().size()
                        - 1);
    }

    @Test
    void a_handler_that_many_share_is_named_in_their_boxes() throws Exception {
        String configured = "";
        for (int i = 0; i < 5; i++) {
            configured += """
                    - route:
                        id: more-%d
                        routeConfigurationId: errors
                        from: {uri: "platform-http:/more-%d", steps: [{log: {message: more}}]}
                    """.formatted(i, i);
        }

        assertThat(Drawn.of(ROUTES + configured).only(Part.CONTROL).arrows())
                .contains("[any /more-4] on [more-4 • log: more fails: errors]")
                .noneMatch(arrow -> arrow.contains(" failure "));
    }

    @Test
    void routes_without_an_upstream_are_drawn_whole() throws Exception {
        assertThat(Drawn.ofSteps("- log: {message: alone}").only(Part.REQUESTS).boxes())
                .containsExactly("[start • log: alone]", "[every 1 s]");
    }
}
