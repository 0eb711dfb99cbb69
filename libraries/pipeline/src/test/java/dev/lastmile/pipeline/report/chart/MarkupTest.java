package dev.lastmile.pipeline.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void textStaysText() {
        assertThat(Markup.escaped("<script>alert('x')</script> & \"]]>"))
                .isEqualTo("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;]]&gt;");
        assertThat(Markup.escaped("Köln 東京 🌸\n")).isEqualTo("Köln 東京 🌸\n");
    }

    @Test
    void charactersThatXmlDoesNotAllowAreReplaced() {
        assertThat(Markup.escaped("a\0b\u0008c\uD83Cd\uFFFEe\u0085")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFD");
    }

    @Test
    void aLongTextKeepsItsBeginningAndItsEnd() {
        assertThat(Markup.shortened("short", 100)).isEqualTo("short");
        String shortened = Markup.shortened("🌸🌸🌸🌸🌸🌸🌸🌸", 60);
        assertThat(shortened).isEqualTo("🌸🌸…🌸");
        assertThat(Markup.shortened("a long label, number 12", 100))
                .startsWith("a long")
                .endsWith("12");
        assertThat(Markup.width(shortened)).isLessThanOrEqualTo(60);
    }

    @Test
    void blanksAtTheEndsAreSeen() {
        assertThat(Markup.visible("a b")).isEqualTo("a b");
        assertThat(Markup.visible(" ")).isEqualTo("\" \"");
        assertThat(Markup.visible("")).isEqualTo("\"\"");
    }
}
