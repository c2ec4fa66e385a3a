package org.rolemesh.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MermaidPropertyTest {
    @Property
    void no_text_can_leave_its_quotes(@ForAll String text) {
        assertThat(Mermaid.escaped(text)).matches("(?:[A-Za-z0-9 .,:;/()'_\\-=+?!|@\\[\\]{}*]|#[0-9]+;)*");
    }
}
