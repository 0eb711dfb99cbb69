package dev.lastmile.pipeline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestAtScaleTest {
    @TempDir
    Path folder;

    @Test
    @Tag("long")
    void aMillionRowsOfTwentyColumnsAreIngestedWithOneGigabyteInAtMostTwiceTheTimeOfAPlainCopy() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("--enable-"))
                .forEach(command::add);
        Path arguments =
                Files.writeString(folder.resolve("java.args"), "-cp \"" + System.getProperty("java.class.path") + "\"");
        command.addAll(List.of(
                "-Xmx1g",
                "@" + arguments,
                IngestAtScale.class.getName(),
                "1000000",
                folder.resolve("work").toString()));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();

        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        String line = text.lines()
                .filter(each -> each.startsWith("rows "))
                .findFirst()
                .orElseThrow();
        System.out.println(line);
        double ratio = Double.parseDouble(line.replaceAll(".*ratio of the last ([0-9.]+),.*", "$1"));
        assertThat(ratio).as(line).isLessThanOrEqualTo(2);
    }
}
