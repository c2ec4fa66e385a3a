package org.rolemesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnPageTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8000, 127.0.0.1:8000, true, true",
        "http://localhost:8000, LOCALHOST:8000, true, true",
        "'http://[::1]:8000', '[::1]:8000', true, true",
        "https://10.0.0.2, 10.0.0.2, true, true",
        // A name may have pointed elsewhere when the page was served; a key proves that it did not.
        "http://evil.example:8000, evil.example:8000, true, false",
        "http://gateway.example:8000, gateway.example:8000, false, true",
        "http://127.0.0.1.example, 127.0.0.1.example, true, false",
        "http://other.example, gateway.example:8000, false, false",
        "http://127.0.0.1:9000, 127.0.0.1:8000, true, false",
        "null, 127.0.0.1:8000, true, false",
        "http://127.0.0.1:8000, , false, false",
    })
    void a_page_is_own_where_it_sends_to_the_host_that_it_came_from(
            String origin, String host, boolean open, boolean own) {
        assertThat(OwnPage.is(origin, host, open)).isEqualTo(own);
    }
}
