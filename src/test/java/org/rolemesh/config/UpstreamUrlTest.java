package org.rolemesh.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8011,             http://127.0.0.1:8011",
        "http://127.0.0.1:8011/,            http://127.0.0.1:8011",
        "http://127.0.0.1:8011/v1,          http://127.0.0.1:8011",
        "http://127.0.0.1:8011/v1/,         http://127.0.0.1:8011",
        "HTTP://GPU-Box.LAN:80/,            http://gpu-box.lan",
        "https://host:443/v1,               https://host",
        "https://host:80,                   https://host:80",
        "http://my_host:1/llm/v1,           http://my_host:1/llm",
        "http://host/a/b//,                 http://host/a/b",
        "http://[::1]:8011/v1,              http://[::1]:8011",
        "http://host/xv1,                   http://host/xv1",
        "http://1.example,                  http://1.example",
    })
    void a_base_is_the_same_with_and_without_v1(String written, String base) {
        assertThat(UpstreamUrl.parse(written).base()).isEqualTo(base);
        assertThat(UpstreamUrl.parse(base)).isEqualTo(UpstreamUrl.parse(written));
    }

    @Test
    void a_path_begins_with_the_prefix() {
        assertThat(UpstreamUrl.parse("http://h/llm/v1").path("/v1/models")).isEqualTo("/llm/v1/models");
        assertThat(UpstreamUrl.parse("http://h").path("/v1/models")).isEqualTo("/v1/models");
    }

    @Test
    void an_ipv6_host_has_brackets_only_where_urls_want_them() {
        UpstreamUrl url = UpstreamUrl.parse("http://[fd00::5]:8011");

        assertThat(url.host()).isEqualTo("fd00::5");
        assertThat(url.authority()).isEqualTo("[fd00::5]:8011");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:8011",
                "ftp://host",
                "http://",
                "http:///v1",
                "http://user:test-key@host",
                "http://user@host",
                "http://host?x=1",
                "http://host/#top",
                "http://host:0",
                "http://host:65536",
                "http://host:x",
                "http://host:",
                "http://ho st",
                "http://host/a b",
                "http://host/\r\nX: 1",
                "http://host/../v1",
                "http://host/a//b",
                "http://.host",
                "http://host..lan",
                "http://[::1",
                "http://::1",
                "http://[host]",
                "http://[fe80::1%eth0]",
                "http://169.254.169.254",
                "http://[::ffff:a9fe:a9fe]",
                "http://[::a9fe:a9fe]",
                "http://[64:ff9b::a9fe:a9fe]",
                "http://[2002:a9fe:a9fe::1]",
                "http://[::ffff:0:0]",
                "http://[fe80::1]",
                "http://2130706433",
                "http://0x7f000001",
                "http://127.1",
                "http://0177.0.0.1",
                "http://0.0.0.0:8011",
                "http://[::]:8011",
                "http://224.0.0.1",
            })
    void what_is_no_plain_base_url_is_refused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UpstreamUrl.parse(written))
                .withMessageContaining("upstream")
                .withMessageNotContaining("test-key");
    }
}
