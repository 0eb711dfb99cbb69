package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The expected orders are what palantir-java-format 2.103.0 makes of the same lines. */
class ImportsTest {
    @Test
    void plainImportsAreSortedByNameWithoutTheSemicolon() {
        assertThat(Imports.sorted("""
                package zoo;

                import zoo.data.Iris;
                import com.acme.B$C;
                import java.util.Map.Entry;
                import java.util.Map;
                import com.acme.*;
                import com.acme.ab.A;
                import com.acme.a_b.A;
                import com.acme.aB.A;

                class A {}
                """)).isEqualTo("""
                package zoo;

                import com.acme.*;
                import com.acme.B$C;
                import com.acme.aB.A;
                import com.acme.a_b.A;
                import com.acme.ab.A;
                import java.util.Map;
                import java.util.Map.Entry;
                import zoo.data.Iris;

                class A {}
                """);
    }

    @Test
    void staticImportsAreABlockOfTheirOwn() {
        assertThat(Imports.sorted("""
                import static zoo.data.Iris.ROW_ID;
                import static org.assertj.core.api.Assertions.assertThat;

                import zoo.data.Iris;
                import java.util.Map;
                """)).isEqualTo("""
                import static org.assertj.core.api.Assertions.assertThat;
                import static zoo.data.Iris.ROW_ID;

                import java.util.Map;
                import zoo.data.Iris;
                """);
    }

    @Test
    void aFileWithoutImportsStaysAsItIs() {
        String source = "package zoo;\n\n// import b;\nclass A { String s = \"import z;\"; }\n";

        assertThat(Imports.sorted(source)).isEqualTo(source);
    }
}
