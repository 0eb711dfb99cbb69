package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenamedTextTest {
    private static final String RENAMES = """
            # old and new
            type\tdev.lastmile.serving.ModelPin\tdev.lastmile.serving.ModelVersionRef
            type\tdev.lastmile.pipeline.client.ServiceElsewhere\tdev.lastmile.pipeline.remote.RemoteService
            method\tdev.lastmile.pipeline.StepRun#say\treport
            method\tdev.lastmile.pipeline.client.ServiceElsewhere#ask\tsend
            field\tdev.lastmile.serving.ModelPin#NONE\tEMPTY

            variable\tLASTMILE_PAUSE_AT\tLASTMILE_FAULT_INJECTION
            file\tmake/lab.mk\tmake/jupyter-container.mk
            """;

    @Test
    void anImportedTypeIsRenamedWithItsUses() {
        RenamedText renamed = java("""
                import dev.lastmile.serving.ModelPin;
                import dev.lastmile.serving.ModelSource;

                /** Of a {@link ModelPin}, not a ModelPinned. */
                class A {
                    ModelPin pin = ModelPin.of("x", other.ModelPin);
                    dev.lastmile.serving.ModelPin another = ModelPin.NONE;
                }
                """);

        assertThat(renamed.text()).isEqualTo("""
                import dev.lastmile.serving.ModelSource;
                import dev.lastmile.serving.ModelVersionRef;

                /** Of a {@link ModelVersionRef}, not a ModelPinned. */
                class A {
                    ModelVersionRef pin = ModelVersionRef.of("x", other.ModelPin);
                    dev.lastmile.serving.ModelVersionRef another = ModelVersionRef.EMPTY;
                }
                """);
        assertThat(renamed.applied()).containsExactly("ModelPin -> ModelVersionRef", "ModelPin.NONE -> EMPTY");
        assertThat(renamed.open()).isEmpty();
    }

    @Test
    void aTypeThatHasMovedOutOfAWildcardImportIsImported() {
        assertThat(java("""
                import dev.lastmile.pipeline.client.*;

                class A extends ServiceElsewhere {}
                """).text()).isEqualTo("""
                import dev.lastmile.pipeline.client.*;
                import dev.lastmile.pipeline.remote.RemoteService;

                class A extends RemoteService {}
                """);
    }

    @Test
    void aNotebookIsRenamedWithinItsStrings() {
        RenamedText renamed = RenamedText.ofCode("a.ipynb", """
                "source": ["import dev.lastmile.pipeline.client.*;\\n", "var s = new ServiceElsewhere();"]
                "source": "int i;\\nServiceElsewhere t = s;\\nt.ask(1);"
                """, Rename.read(RENAMES));

        assertThat(renamed.text()).isEqualTo("""
                "source": ["import dev.lastmile.pipeline.client.*; import dev.lastmile.pipeline.remote.RemoteService;\\n", "var s = new RemoteService();"]
                "source": "int i;\\nRemoteService t = s;\\nt.send(1);"
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"import com.acme.ModelPin;", "import com.acme.*;", "// ModelPin of our own"})
    void aTypeOfTheSameNameFromElsewhereStays(String line) {
        String source = line + "\n\nclass A {\n    ModelPin pin;\n}\n";

        assertThat(java(source).text()).isEqualTo(source);
    }

    @Test
    void aNewNameThatTheFileHasAlreadyIsLeftToAPerson() {
        String source = "import dev.lastmile.serving.ModelPin;\n\nclass ModelVersionRef {\n    ModelPin pin;\n}\n";

        RenamedText renamed = java(source);

        assertThat(renamed.text()).isEqualTo(source);
        assertThat(renamed.open())
                .containsExactly("dev.lastmile.serving.ModelPin is dev.lastmile.serving.ModelVersionRef now, and"
                        + " ModelVersionRef is another name in this file");
    }

    @Test
    void aMethodIsRenamedWhereItsReceiverIsDeclaredAndListedElsewhere() {
        RenamedText renamed = java("""
                import dev.lastmile.pipeline.StepRun;

                class A {
                    void run(StepRun step, Voice voice) {
                        step.say("x");
                        list.forEach(step::say);
                        voice.say("y");
                        var other = open();
                        other.say("z");
                        step.sayings();
                    }
                }
                """);

        assertThat(renamed.text())
                .contains(
                        "step.report(\"x\")",
                        "step::report)",
                        "voice.say(\"y\")",
                        "other.say(\"z\")",
                        "step.sayings()");
        assertThat(renamed.applied()).containsExactly("StepRun.say -> report");
        assertThat(renamed.open())
                .containsExactly(
                        "line 7: if this say is that of StepRun, it is report now",
                        "line 9: if this say is that of StepRun, it is report now");
    }

    @Test
    void aStaticImportIsRenamedWithItsCalls() {
        assertThat(java("""
                import static dev.lastmile.pipeline.StepRun.say;

                class A {
                    { say("x"); other.say("y"); }
                }
                """).text()).isEqualTo("""
                import static dev.lastmile.pipeline.StepRun.report;

                class A {
                    { report("x"); other.say("y"); }
                }
                """);
    }

    @Test
    void aMethodOfASubclassIsListed() {
        assertThat(java("""
                import dev.lastmile.pipeline.StepRun;

                class A extends StepRun {
                    public void say(String line) {}
                }
                """).open()).containsExactly("line 4: if this say is that of StepRun, it is report now");
    }

    @Test
    void variablesAndFilesAreWholeWords() {
        RenamedText renamed = RenamedText.ofText("Makefile", """
                include make/lab.mk ./make/lab.mk
                export LASTMILE_PAUSE_AT=x MY_LASTMILE_PAUSE_AT LASTMILE_PAUSE_ATS
                other/make/lab.mk make/lab.mk.old $${LASTMILE_PAUSE_AT:-}
                run dev.lastmile.serving.ModelPin
                """, Rename.read(RENAMES));

        assertThat(renamed.text()).isEqualTo("""
                include make/jupyter-container.mk ./make/jupyter-container.mk
                export LASTMILE_FAULT_INJECTION=x MY_LASTMILE_PAUSE_AT LASTMILE_PAUSE_ATS
                other/make/lab.mk make/lab.mk.old $${LASTMILE_FAULT_INJECTION:-}
                run dev.lastmile.serving.ModelVersionRef
                """);
    }

    @Test
    void whatIsNewAlreadyStays() {
        String source = "import dev.lastmile.serving.ModelVersionRef;\n\nclass A {\n    ModelVersionRef pin;\n}\n";

        RenamedText renamed = java(source);

        assertThat(renamed.text()).isEqualTo(source);
        assertThat(renamed.applied()).isEmpty();
        assertThat(renamed.open()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"type\ta.B", "type\ta.B\t ", "module\ta\tb", "method\ta.B\tc", "type\ta.B#c\td"})
    void aRowThatIsNotARenameIsAnError(String row) {
        assertThatThrownBy(() -> Rename.read(row)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTableOfTheArchetypeHasEachOldNameOnce() throws IOException {
        try (InputStream in = Rename.class.getResourceAsStream("/renames.tsv")) {
            assertThat(Rename.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
                    .isNotEmpty()
                    .extracting(rename -> rename.kind() + " " + rename.from())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aMethodThatHasBecomeSomethingElseIsListed() {
        RenamedText renamed = RenamedText.ofCode(
                "A.java",
                "import a.Run;\n\nclass A {\n    void a(Run run) {\n        run.uses(x);\n    }\n}\n",
                Rename.read("type\ta.Run\tb.Run\nmethod\ta.Run#uses\tlog().logModelInput(model)\n"));

        assertThat(renamed.text()).startsWith("import b.Run;").contains("run.uses(x);");
        assertThat(renamed.open())
                .containsExactly("line 5: if this uses is that of Run, it is log().logModelInput(model) now");
    }

    private static RenamedText java(String source) {
        return RenamedText.ofCode("A.java", source, Rename.read(RENAMES));
    }
}
