package org.rolemesh.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.rolemesh.config.PortRange;

class PortsTest {
    @Test
    void ports_are_taken_in_turn_and_a_failed_one_is_not_the_next() throws Exception {
        PortRange range = freeRange();
        Ports ports = new Ports(range);

        int first = ports.take();
        ports.giveBack(first);

        assertThat(ports.take()).isEqualTo(first + 1);
        assertThat(ports.take()).isEqualTo(first + 2);
        assertThat(ports.take()).as("it goes round").isEqualTo(first);
    }

    @Test
    void a_port_that_somebody_listens_on_is_passed_over() throws Exception {
        PortRange range = freeRange();
        try (ServerSocket stranger = listening(range.first())) {
            assertThat(new Ports(range).take()).isEqualTo(range.first() + 1).isNotEqualTo(stranger.getLocalPort());
        }
    }

    @Test
    void a_port_of_an_earlier_launch_is_passed_over() throws Exception {
        PortRange range = freeRange();
        Ports ports = new Ports(range);
        ports.keep(range.first());

        assertThat(ports.take()).isEqualTo(range.first() + 1);
    }

    @Test
    void where_all_are_taken_the_range_is_to_be_widened() throws Exception {
        PortRange range = freeRange();
        Ports ports = new Ports(range);
        for (int i = 0; i < range.size(); i++) {
            ports.take();
        }

        assertThatThrownBy(ports::take)
                .isInstanceOf(LaunchRefused.class)
                .hasMessage("every port of llama_server.port_range (%s) is in use; widen it", range);
        ports.giveBack(range.last());
        assertThat(ports.take()).isEqualTo(range.last());
    }

    /** Three ports that nobody has at the moment, below those that the kernel gives to whoever asks for any. */
    private static PortRange freeRange() throws IOException {
        for (int first = 20_000; first < 30_000; first += 3) {
            if (isFree(first) && isFree(first + 1) && isFree(first + 2)) {
                return new PortRange(first, first + 2);
            }
        }
        throw new IOException("no three free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = listening(port)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket listening(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
