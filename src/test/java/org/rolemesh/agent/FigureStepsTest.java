package org.rolemesh.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.rolemesh.slots.Phase;

/** The steps are called as the route calls them; what the process says is written by hand. */
class FigureStepsTest {
    private final OneSlot slot = OneSlot.ready();
    private final Figures figures = new Figures();
    private final FigureSteps steps = new FigureSteps(
            slot.supervisor,
            slot,
            figures,
            new HealthWatch(slot.supervisor, figures, Duration.ofMinutes(2), slot::now));

    @Test
    void a_process_that_works_on_requests_and_computes_nothing_is_replaced() throws Exception {
        slot.inFlight = 1;
        look(metrics(1, 0, 7));
        slot.after(120);
        look(metrics(1, 0, 7));

        assertThat(slot.slot().phase()).isEqualTo(Phase.STOPPING);
    }

    @Test
    void a_process_whose_clients_only_do_not_read_has_nothing_to_compute() throws Exception {
        slot.inFlight = 1;
        look(metrics(0, 0, 7));
        slot.after(120);
        look(metrics(0, 0, 7));

        assertThat(slot.slot().phase()).isEqualTo(Phase.READY);
    }

    @Test
    void figures_are_those_that_the_process_tells() throws Exception {
        slot.inFlight = 3;
        look(metrics(2, 1, 7));

        assertThat(figures.busy(OneSlot.NAME)).hasValue(2);
        assertThat(figures.deferred(OneSlot.NAME)).hasValue(1);
    }

    @Test
    void an_idle_process_is_left_in_peace() throws Exception {
        Exchange exchange = aimed();

        assertThat(exchange.getVariable("busy")).isEqualTo(false);
        assertThat(figures.busy(OneSlot.NAME)).hasValue(0);
    }

    @Test
    void a_process_that_yields_is_asked_as_long_as_it_has_requests() throws Exception {
        slot.inFlight = 1;
        slot.supervisor.unload("a");
        assertThat(aimed().getVariable("busy")).isEqualTo(true);

        slot.inFlight = 0;
        assertThat(aimed().getVariable("busy")).isEqualTo(false);
    }

    @Test
    void a_slot_without_a_process_has_no_figures() throws Exception {
        slot.inFlight = 1;
        look(metrics(1, 0, 7));
        slot.ended();

        assertThat(aimed().getVariable("busy")).isEqualTo(false);
        assertThat(figures.busy(OneSlot.NAME)).isEmpty();
    }

    private void look(String answer) throws Exception {
        Exchange exchange = aimed();
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        exchange.getMessage().setBody(answer);
        steps.byName().get("noteMetrics").process(exchange);
    }

    private Exchange aimed() throws Exception {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("slot", OneSlot.NAME);
        steps.byName().get("aimAtMetrics").process(exchange);
        return exchange;
    }

    private static String metrics(int processing, int deferred, int decodes) {
        return """
                # TYPE llamacpp:n_decode_total counter
                llamacpp:n_decode_total %d
                # TYPE llamacpp:requests_processing gauge
                llamacpp:requests_processing %d
                # TYPE llamacpp:requests_deferred gauge
                llamacpp:requests_deferred %d
                """.formatted(decodes, processing, deferred);
    }
}
