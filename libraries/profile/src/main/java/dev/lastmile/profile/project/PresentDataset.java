package dev.lastmile.profile.project;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The dataset that a project has.
 *
 * @param name of it
 * @param files that go with it, if they are there: contract, raw file, sample for the tests
 */
record PresentDataset(String name, List<Path> files) {
    static PresentDataset of(ProjectModules modules) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(modules.resources().resolve("dataset.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name = properties.getProperty("dataset", "").strip();
        List<Path> files = new ArrayList<>();
        files.add(modules.resources().resolve("contracts/raw." + name + ".json"));
        String file = properties.getProperty("file", "").strip();
        if (file.startsWith("/raw/")) {
            files.add(modules.resources().resolve(file.substring(1)));
        }
        files.add(modules.testResources().resolve(ProjectData.SAMPLE.substring(1)));
        return new PresentDataset(name, List.copyOf(files));
    }
}
