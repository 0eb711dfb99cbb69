package dev.lastmile.profile.project;

import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.ProfileOptions;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the archetype calls, with types of the JDK alone: it has this library in a class loader apart from Maven's, by which
 * a project is generated before it has a build.
 */
public final class ArchetypeData {
    private ArchetypeData() {}

    /**
     * Makes a data file the dataset of a project, as {@code init-data} does.
     *
     * @param project its folder
     * @param file the data file
     * @param options {@code label}, {@code key}, {@code time}, {@code group}, {@code ignore} with commas, {@code task},
     *     {@code dates} and {@code dataset}; each may be missing
     * @return lines for people: what was found and decided
     * @throws dev.lastmile.profile.file.ProfileException naming what does not fit; the project has not changed then
     */
    public static List<String> init(Path project, Path file, Map<String, String> options) {
        String ignored = option(options, "ignore");
        ProfileOptions profile = new ProfileOptions(
                option(options, "label"),
                option(options, "key"),
                option(options, "time"),
                option(options, "group"),
                ignored.isEmpty() ? List.of() : List.of(ignored.split("\\s*,\\s*")),
                option(options, "task"),
                option(options, "dates"));
        DataFile data = DataFile.of(file, profile);
        ProjectData plan = ProjectData.plan(project, file, data, option(options, "dataset"));
        plan.write();
        List<String> lines = new ArrayList<>(data.summary());
        lines.add("The dataset is " + plan.dataset() + ". Read the contract, then run: make demo");
        return lines;
    }

    /**
     * The files of a template as they are in a project with another dataset: without those that the dataset decides, and
     * with texts that speak of it.
     *
     * @param files by their path with {@code /} in the project
     * @param dataset name of the project's
     */
    public static SortedMap<String, byte[]> withDataset(Map<String, byte[]> files, String dataset) {
        SortedMap<String, byte[]> rest = new TreeMap<>(files);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().matches("[^/]+/src/main/resources/dataset\\.properties")) {
                Properties properties = properties(file.getValue());
                String folder = file.getKey().substring(0, file.getKey().lastIndexOf('/'));
                String name = properties.getProperty("dataset", "");
                rest.remove(folder + "/contracts/raw." + name + ".json");
                rest.remove(folder + properties.getProperty("file", ""));
                rest.keySet().removeIf(ProjectModules::isOne);
                return new DatasetTexts(name, dataset, "").apply(rest);
            }
        }
        return rest;
    }

    private static String option(Map<String, String> options, String name) {
        return options.getOrDefault(name, "").strip();
    }

    private static Properties properties(byte[] content) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
