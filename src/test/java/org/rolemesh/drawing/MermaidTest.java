package org.rolemesh.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.rolemesh.drawing.Arrow.Kind;
import org.rolemesh.drawing.Box.Shape;

class MermaidTest {
    @Test
    void boxes_are_grouped_by_folder_and_places_are_outside() {
        Graph graph = new Graph(
                List.of(
                        new Box("end_1", "my own", Shape.STEPS, "end", List.of("about it", "• first")),
                        new Box("end_2", "my own", Shape.TRIGGER, "", List.of("every 1 s")),
                        new Box("end_3", "my own", Shape.DECISION, "", List.of("which?")),
                        new Box("a_1", "", Shape.PLACE, "upstream:a", List.of())),
                List.of(
                        new Arrow("end_2", "end_1", Kind.ON, ""),
                        new Arrow("end_1", "end_3", Kind.CALL, ""),
                        new Arrow("end_3", "a_1", Kind.ON, "yes"),
                        new Arrow("end_1", "a_1", Kind.FAILURE, "fails")));

        assertThat(Mermaid.text(graph)).isEqualTo("""
                %%{init: {"flowchart": {"wrappingWidth": 400}}}%%
                flowchart TB
                  subgraph r_my_own["my own"]
                    direction TB
                    r_end_1["<b>end</b><br/>about it<br/>#8226; first"]:::steps
                    r_end_2(["every 1 s"])
                    r_end_3{{"which?"}}
                  end
                  r_a_1[("<b>upstream:a</b>")]
                  r_end_2 --> r_end_1
                  r_end_1 <--> r_end_3
                  r_end_3 -->|"yes"| r_a_1
                  r_end_1 -.->|"fails"| r_a_1
                  classDef steps text-align:left
                """);
    }

    @Test
    void what_means_something_to_mermaid_or_a_browser_is_written_as_characters() {
        assertThat(Mermaid.escaped("a \"b\" <script>&amp; `c` %%{init}%% $$x$$ a;b#c \\n\nd\u2003é"))
                .isEqualTo("a #34;b#34; #60;script#62;#38;amp; #96;c#96; #37;#37;{init}#37;#37;"
                        + " #36;#36;x#36;#36; a;b#35;c #92;n d#8195;#233;");
    }

    @Property
    void no_text_can_leave_its_quotes(@ForAll String text) {
        assertThat(Mermaid.escaped(text)).matches("(?:[A-Za-z0-9 .,:;/()'_\\-=+?!|@\\[\\]{}*]|#[0-9]+;)*");
    }
}
