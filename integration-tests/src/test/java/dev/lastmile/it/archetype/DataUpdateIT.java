package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code make template-update} of a project that was generated from a data file. */
class DataUpdateIT extends ProjectUpdate {
    private static final String LIVE = "project/template-";
    private static final String RESOURCES = LIVE + "data/src/main/resources/";
    private static final String MODEL = LIVE + "model/src/main/java/dev/lastmile/template/model/Model.java";
    private static final String OWN_MODEL = "churn-model/src/main/java/com/acme/churn/model/Model.java";

    @BeforeEach
    @Override
    void aProjectInGit() throws IOException {
        Path file = DataFiles.customers(temporary.resolve("customers.csv"), 300);
        project = Archetype.built()
                .generate(Files.createDirectory(temporary.resolve("my projects")), DataFiles.churn(file, "churned"));
        inGit(project);
    }

    @Test
    void theTemplatesExampleStaysOutAndAllElseIsMerged() throws IOException {
        SortedMap<String, String> own = ownFiles();
        Archetype newer = newer(root -> {
            replace(root.resolve(MODEL), "EPOCHS = 100", "EPOCHS = 200");
            replace(root.resolve(RESOURCES + "dataset.properties"), "split.train=70", "split.train=80");
            replace(root.resolve(RESOURCES + "contracts/raw.iris.json"), "centimetres", "cm");
            Files.writeString(root.resolve(RESOURCES + "raw/iris.data"), "5.1,3.5,1.4,0.2,Iris-setosa\n");
            replace(root.resolve("project/docs/src/tutorial.adoc"), "= Change a feature\n", "= Change features\n");
            replace(root.resolve("project/README.md"), "  150 rows in lake.raw.iris,", "  151 rows in lake.raw.iris,");
            replace(root.resolve("project/README.md"), "## Run it", "## How to run it");
            replace(
                    root.resolve("project/Makefile"),
                    "(ARGS=\"--dataset=raw.iris\"",
                    "(such as ARGS=\"--dataset=raw.iris\"");
            replace(root.resolve("project/" + PIPELINE), "= The pipeline\n", "= The new pipeline\n");
        });

        String output = update(newer).succeeded().output();

        assertThat(output).contains("merged the template of 0.2.0 on branch " + BRANCH);
        assertThat(ownFiles()).isEqualTo(own);
        assertThat(project.resolve("docs/src/tutorial.adoc")).content().startsWith("= Change features\n");
        assertThat(project.resolve("churn-data/src/main/resources/raw/iris.data"))
                .doesNotExist();
        assertThat(project.resolve("README.md"))
                .content()
                .contains("## How to run it", "A request for one row of `customers`")
                .doesNotContain("iris");
        assertThat(project.resolve("Makefile")).content().contains("(such as ARGS=\"--dataset=raw.customers\"");
        assertThat(project.resolve(PIPELINE)).content().startsWith("= The new pipeline\n");
        assertThat(git("status", "--porcelain")).isEmpty();

        git("switch", "--quiet", "main");
        git("merge", "--quiet", BRANCH);
        assertThat(update(newer).succeeded().output())
                .contains("nothing to do: this project has the template of 0.2.0");
    }

    @Test
    void whatThePersonHasChangedSinceStays() throws IOException {
        Files.writeString(project.resolve(OWN_MODEL), Files.readString(project.resolve(OWN_MODEL)) + "// mine\n");
        commit("My model");
        Archetype newer = newer(root -> {
            replace(root.resolve(MODEL), "EPOCHS = 100", "EPOCHS = 200");
            Files.move(root.resolve(MODEL), root.resolve(MODEL.replace("Model.java", "Trained.java")));
            Files.writeString(
                    root.resolve("renames.tsv"),
                    "file\t" + MODEL.substring("project/".length()) + "\t"
                            + MODEL.substring("project/".length()).replace("Model.java", "Trained.java") + "\n");
        });

        update(newer).succeeded();

        assertThat(project.resolve(OWN_MODEL)).doesNotExist();
        assertThat(project.resolve(OWN_MODEL.replace("Model.java", "Trained.java")))
                .content()
                .contains("GBTClassifier", "// mine\n");
    }

    /** Those that the data file has decided. */
    private SortedMap<String, String> ownFiles() throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        for (String path : Archetype.properties(project.resolve(".mvn/init-data.properties"))
                .keySet()) {
            files.put(path, sha256(project.resolve(path)));
        }
        assertThat(files).hasSize(5);
        return files;
    }
}
