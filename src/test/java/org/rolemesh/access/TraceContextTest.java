package org.rolemesh.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE_ID + "-b7ad6b7169203331-01";
    private static final String FORM = "00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]";
    private static final SpanListener RECORDER = (hop, alias, upstream, code) -> {};

    @Test
    void each_hop_of_a_trace_has_the_clients_trace_and_a_span_of_its_own() {
        TraceContext trace = TraceContext.of(PARENT, "vendor=1");

        String first = trace.hop().traceparent();
        String second = trace.hop().traceparent();

        assertThat(first)
                .matches(FORM)
                .startsWith("00-" + TRACE_ID)
                .endsWith("-01")
                .isNotEqualTo(PARENT);
        assertThat(second).isNotEqualTo(first);
        assertThat(trace.state()).isEqualTo("vendor=1");
    }

    @Test
    void where_no_trace_is_none_is_made() {
        assertThat(TraceContext.of(null, "vendor=1")).isSameAs(TraceContext.NONE);
        assertThat(TraceContext.NONE.hop().traceparent()).isNull();
        assertThat(TraceContext.NONE.hop()).isSameAs(TraceContext.NONE.hop());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void one_that_is_not_valid_is_replaced_with_its_state(String traceparent) {
        TraceContext trace = TraceContext.of(traceparent, "vendor=1");

        assertThat(trace.hop().traceparent()).matches(FORM).doesNotContain(TRACE_ID);
        assertThat(trace.state()).isNull();
    }

    @Test
    void a_later_version_is_understood_as_far_as_this_one_goes() {
        assertThat(TraceContext.of("01-" + PARENT.substring(3) + "-more", null)
                        .hop()
                        .traceparent())
                .startsWith("00-" + TRACE_ID);
    }

    @Test
    void a_recorded_trace_begins_here_unless_the_client_has_one_and_its_flag_counts() {
        assertThat(TraceContext.recorded(null, null, RECORDER).isRecorded()).isTrue();
        assertThat(TraceContext.recorded(PARENT, null, RECORDER).isRecorded()).isTrue();
        assertThat(TraceContext.recorded(PARENT, null, RECORDER).traceId()).isEqualTo(TRACE_ID);

        TraceContext unwanted = TraceContext.recorded(PARENT.substring(0, 53) + "00", null, RECORDER);

        assertThat(unwanted.isRecorded()).isFalse();
        assertThat(unwanted.hop().traceparent()).startsWith("00-" + TRACE_ID).endsWith("-00");
    }
}
