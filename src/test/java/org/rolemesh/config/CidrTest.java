package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.9.9.9/8, 10.0.0.1, true",
        "192.168.1.0/25, 192.168.1.127, true",
        "192.168.1.0/25, 192.168.1.128, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "10.0.0.5/32, 10.0.0.5, true",
        "10.0.0.5/32, 10.0.0.4, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fc00::1, false",
        "::/0, 10.0.0.1, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, true"
    })
    void a_network_holds_the_addresses_that_begin_like_it(String network, String address, boolean held) {
        assertThat(Cidr.parse(network).contains(IpLiteral.parse(address).orElseThrow()))
                .isEqualTo(held);
    }

    @Property
    void the_first_bit_that_differs_decides(
            @ForAll @Size(4) byte[] address,
            @ForAll @IntRange(max = 31) int bit,
            @ForAll @IntRange(max = 32) int prefix)
            throws Exception {
        byte[] other = address.clone();
        other[bit / 8] ^= (byte) (0x80 >> (bit % 8));

        Cidr network = new Cidr(InetAddress.getByAddress(address), prefix);

        assertThat(network.contains(InetAddress.getByAddress(other))).isEqualTo(bit >= prefix);
    }
}
