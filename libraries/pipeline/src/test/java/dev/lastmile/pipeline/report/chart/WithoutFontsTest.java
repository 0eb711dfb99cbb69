package dev.lastmile.pipeline.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JDK on a bare machine cannot draw text; a process of its own stands for it. */
class WithoutFontsTest {
    @TempDir
    Path folder;

    /** What the other process runs. */
    public static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.out.println(Chart.whyNoPng().orElse("it can"));
            System.out.println(Chart.whyNoPng().orElse("it can"));
            System.out.println(new RowChart(
                            "title",
                            "mean",
                            List.of("a"),
                            List.of(new RowChart.Values("", new double[] {1}, new double[0])))
                    .svg());
        }
    }

    @Test
    void withoutJavaDesktopThereIsSvgAndAReason() throws Exception {
        assertThat(output(List.of("--limit-modules", "java.base"), ""))
                .startsWith("Java cannot draw text here (java.lang.NoClassDefFoundError")
                .contains("apt-get install fontconfig fonts-dejavu-core", "</svg>");
    }

    @Test
    void whereFontconfigKnowsNoFontThereIsSvg() throws Exception {
        Path configuration = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>");

        assertThat(output(List.of(), configuration.toString())).contains("</svg>");
    }

    private static String output(List<String> options, String fontconfig) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", place(Chart.class) + ":" + place(Program.class), Program.class.getName()));
        ProcessBuilder java = new ProcessBuilder(command).redirectErrorStream(true);
        java.environment().put("FONTCONFIG_FILE", fontconfig);
        Process process = java.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String place(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }
}
