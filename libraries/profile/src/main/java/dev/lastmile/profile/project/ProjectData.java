package dev.lastmile.profile.project;

import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.file.FileFacts;
import dev.lastmile.profile.file.ProfileException;
import dev.lastmile.profile.file.SampledRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * Makes a data file the dataset of a project: {@code dataset.properties}, the contract, {@code FeaturePipeline} and {@code
 * Model}, and the names in its texts. What this class has written, and a person has changed since, stays as it is.
 *
 * <p>A small file travels with the project. A larger one stays where it is, and the project has its digest and, for the
 * tests, a sample of its rows. Immutable.
 */
public final class ProjectData {
    /** The largest file that travels with the project, in bytes; another stays where it is. */
    public static final long TRAVELS = 1_000_000;

    /** The rows that the tests have of a file that stays where it is. */
    public static final int SAMPLE_ROWS = 1_000;

    /** The class path resource with these rows. */
    public static final String SAMPLE = "/raw/sample.txt";

    private static final long SEED = 20191101L;
    /** A longer request is not shown in the README, in characters. */
    private static final int LONGEST_REQUEST = 4_000;

    private final String dataset;
    private final ProjectChange change;

    private ProjectData(String dataset, ProjectChange change) {
        this.dataset = dataset;
        this.change = change;
    }

    /**
     * Plans the change; nothing is written yet.
     *
     * @param project its folder
     * @param source the data file
     * @param name of the dataset, or empty: that of the file
     * @throws ProfileException if the name is not one of a dataset, or the folder is not a project
     */
    public static ProjectData plan(Path project, Path source, DataFile data, String name) {
        ProjectModules modules = ProjectModules.of(project);
        String dataset = name.isEmpty() ? datasetName(source) : name;
        if (!dataset.matches("[a-z][a-z0-9_]*")) {
            throw new ProfileException(
                    "The dataset cannot have the name '" + dataset + "', which tables and models get."
                            + " Give NAME= lower-case letters, digits and _, a letter first.");
        }
        PresentDataset present = PresentDataset.of(modules);
        Map<Path, byte[]> files = new LinkedHashMap<>();
        String place = raw(files, modules, source, data, dataset);
        put(files, modules.resources().resolve("dataset.properties"), data.properties(dataset, place));
        put(
                files,
                modules.resources().resolve("contracts/raw." + dataset + ".json"),
                data.contract("lake.raw." + dataset).json());
        put(files, modules.features(), data.featurePipeline(ProjectModules.packageOf(modules.features())));
        put(files, modules.model(), data.model(ProjectModules.packageOf(modules.model())));
        List<Path> obsolete = present.files().stream()
                .filter(file -> Files.isRegularFile(file) && !files.containsKey(file))
                .toList();
        SortedMap<String, byte[]> texts = ProjectTexts.read(project);
        SortedMap<String, byte[]> changed = new DatasetTexts(present.name(), dataset, request(data)).apply(texts);
        return new ProjectData(dataset, new ProjectChange(project, files, obsolete, texts, changed));
    }

    /** The dataset's name. */
    public String dataset() {
        return dataset;
    }

    /**
     * Writes the files, and deletes the contract and raw file of the dataset before.
     *
     * @return a line for each file: what happened to it, and the difference where an edit was kept
     */
    public List<String> write() {
        return change.write();
    }

    /** Adds the raw file or the sample of it, and returns the property that says where it is. */
    private static String raw(
            Map<Path, byte[]> files, ProjectModules modules, Path source, DataFile data, String dataset) {
        FileFacts facts = data.decisions().profile().file();
        if (facts.bytes() <= TRAVELS) {
            String resource = "/raw/" + dataset + extension(source);
            files.put(modules.resources().resolve(resource.substring(1)), bytes(source));
            return "file=" + resource;
        }
        files.put(
                modules.testResources().resolve(SAMPLE.substring(1)),
                SampledRecords.of(source, facts.rows(), SAMPLE_ROWS, SEED));
        return "location=" + source.toAbsolutePath().normalize();
    }

    private static String request(DataFile data) {
        String request = data.wrappedRequest();
        return request.length() > LONGEST_REQUEST ? "" : request;
    }

    private static void put(Map<Path, byte[]> files, Path file, String text) {
        files.put(file, (text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String datasetName(Path source) {
        String name = source.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain =
                name.replaceFirst("\\..*", "").replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
        return plain.matches("[a-z].*") ? plain : "data_" + plain;
    }

    private static String extension(Path source) {
        String name = source.getFileName().toString();
        int dot = name.indexOf('.', 1);
        String extension = dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
        return extension.matches("[a-z0-9._-]*") ? extension : "";
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
