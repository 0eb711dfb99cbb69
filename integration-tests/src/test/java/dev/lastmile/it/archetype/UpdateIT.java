package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code make template-update}: a project of the built archetype takes the template of one that a test makes of it. */
class UpdateIT extends ProjectUpdate {
    private static final String CLASSIFIER = "churn-model/src/main/java/com/acme/churn/model/Model.java";
    private static final String LIVE_CLASSIFIER =
            "project/template-model/src/main/java/dev/lastmile/template/model/Model.java";

    @Test
    void whatTheTemplateDeletesRenamesAndChangesMeetsWhatTheProjectChanged() throws IOException {
        replace(project.resolve(CLASSIFIER), "\n/** ", "\n// mine\n/** ");
        replace(project.resolve(PIPELINE), "\nOf two runs", "\nMine. Of two runs");
        Files.delete(project.resolve("docs/src/configuration.adoc"));
        Files.writeString(project.resolve("churn-data/mine.txt"), "mine");
        commit("My work");
        String head = git("rev-parse", "HEAD");
        byte[] base = Files.readAllBytes(project.resolve(".lastmile/base.zip"));
        Archetype newer = newer(root -> {
            Files.delete(root.resolve("project/template-model/src/test/java/dev/lastmile/template/model")
                    .resolve("ModelTest.java"));
            Files.move(
                    root.resolve(LIVE_CLASSIFIER), root.resolve(LIVE_CLASSIFIER.replace("Model.java", "Trained.java")));
            replace(root.resolve("project/" + PIPELINE), "= The pipeline\n", "= The new pipeline\n");
            Files.writeString(root.resolve("project/template-data/new.txt"), "of template-data");
            replace(root.resolve("project/mvnw"), "#!/bin/sh\n", "#!/bin/sh\n# newer\n");
        });

        String output = update(newer).succeeded().output();

        assertThat(output).contains("merged the template of 0.2.0 on branch " + BRANCH, "git switch main && git merge");
        assertThat(git("branch", "--show-current")).isEqualTo(BRANCH);
        assertThat(git("status", "--porcelain")).isEmpty();
        assertThat(git("rev-parse", "HEAD~1", "main").lines()).containsExactly(head, head);
        assertThat(project.resolve(CLASSIFIER)).doesNotExist();
        assertThat(project.resolve(CLASSIFIER.replace("Model.java", "Trained.java")))
                .content()
                .contains("// mine\n");
        assertThat(project.resolve(CLASSIFIER.replace("main", "test").replace(".java", "Test.java")))
                .doesNotExist();
        assertThat(project.resolve(PIPELINE))
                .content()
                .startsWith("= The new pipeline\n")
                .contains("\nMine. Of two");
        assertThat(project.resolve("docs/src/configuration.adoc")).doesNotExist();
        assertThat(project.resolve("churn-data/mine.txt")).hasContent("mine");
        assertThat(project.resolve("churn-data/new.txt")).hasContent("of churn-data");
        assertThat(git("ls-files", "--stage", "mvnw", "bin/step", "pom.xml")
                        .lines()
                        .map(line -> line.substring(0, 6)))
                .containsExactly("100755", "100755", "100644");
        assertThat(project.resolve("mvnw")).isExecutable().content().contains("# newer");
        assertThat(Archetype.properties(project.resolve(".lastmile.properties")))
                .containsEntry("archetypeVersion", "0.2.0");
        Path generated = newer.generate(Files.createDirectory(temporary.resolve("again")), Archetype.CHURN);
        assertThat(project.resolve(".lastmile/base.zip"))
                .hasSameBinaryContentAs(generated.resolve(".lastmile/base.zip"));

        git("switch", "--quiet", "main");
        assertThat(project.resolve(".lastmile/base.zip")).hasBinaryContent(base);
        git("merge", "--quiet", BRANCH);
        assertThat(update(newer).succeeded().output())
                .contains("nothing to do: this project has the template of 0.2.0");
    }

    @Test
    void bothChangedTheSameLinesAndSomebodyResolvesIt() throws IOException {
        replace(project.resolve(PIPELINE), "= The pipeline\n", "= My pipeline\n");
        commit("My title");
        Archetype newer =
                newer(root -> replace(root.resolve("project/" + PIPELINE), "= The pipeline\n", "= A pipeline\n"));

        Command.Outcome outcome = update(newer);

        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(2);
        assertThat(outcome.output()).contains("changed the same lines", "  " + PIPELINE + "\n");
        assertThat(git("diff", "--name-only", "--diff-filter=U")).isEqualTo(PIPELINE);
        assertThat(project.resolve(PIPELINE))
                .content()
                .contains("<<<<<<<", "= My pipeline\n", "= A pipeline\n", ">>>>>>>");
        assertThat(git("log", "-1", "--format=%s")).isEqualTo("My title");

        Files.writeString(project.resolve(PIPELINE), "= Our pipeline\n");
        shell(told(outcome, "once resolved:"));

        assertThat(git("log", "-1", "--format=%s")).isEqualTo("Take the template of Lastmile 0.2.0");
        assertThat(git("show", "HEAD:" + PIPELINE)).isEqualTo("= Our pipeline");
        assertThat(git("diff", "--name-only", "HEAD~1").lines())
                .containsExactly(".lastmile.properties", ".lastmile/base.zip", ".lastmile/base.zip.sha256", PIPELINE);
        assertThat(git("status", "--porcelain")).isEmpty();
    }

    @Test
    void oldNamesInTheProjectsOwnFilesAreReplacedOrListed() throws IOException {
        Path mine = Files.writeString(project.resolve("churn-data/src/main/java/com/acme/churn/data/Mine.java"), """
                package com.acme.churn.data;

                import dev.lastmile.lake.OldLake;

                class Mine {
                    OldLake lake;
                    Object counted = lake.count() + other().count();
                }
                """);
        Files.writeString(project.resolve("make/mine.mk"), "export OLD_VARIABLE := 1\n# as in make/old.mk\n");
        Files.writeString(project.resolve("mine.adoc"), "Set OLD_VARIABLE.\n");
        Files.writeString(project.resolve(".env"), "OLD_VARIABLE=secret\n");
        commit("My work");
        Archetype newer = newer(root -> {
            Files.writeString(root.resolve("project/new.txt"), "OLD_VARIABLE is still read");
            Files.writeString(root.resolve("renames.tsv"), """
                    type\tdev.lastmile.lake.OldLake\tdev.lastmile.lake.NewLake
                    method\tdev.lastmile.lake.OldLake#count\trows
                    variable\tOLD_VARIABLE\tNEW_VARIABLE
                    file\tmake/old.mk\tmake/new.mk
                    """);
        });

        String output = update(newer).succeeded().output();

        assertThat(mine)
                .content()
                .contains("import dev.lastmile.lake.NewLake;", "NewLake lake;", "lake.rows() + other().count()");
        assertThat(project.resolve("make/mine.mk")).hasContent("export NEW_VARIABLE := 1\n# as in make/new.mk\n");
        assertThat(project.resolve("mine.adoc")).hasContent("Set OLD_VARIABLE.\n");
        assertThat(project.resolve("new.txt")).hasContent("OLD_VARIABLE is still read");
        assertThat(project.resolve(".env")).hasContent("OLD_VARIABLE=secret\n");
        assertThat(output)
                .contains(
                        "renamed in files of this project:",
                        "  churn-data/src/main/java/com/acme/churn/data/Mine.java: OldLake -> NewLake, OldLake.count -> rows",
                        "  make/mine.mk: OLD_VARIABLE -> NEW_VARIABLE, make/old.mk -> make/new.mk",
                        "renames to make or to check by hand:",
                        "  mine.adoc: OLD_VARIABLE -> NEW_VARIABLE",
                        "  .env: OLD_VARIABLE -> NEW_VARIABLE",
                        "Mine.java: line 7: if this count is that of NewLake, it is rows now");
        assertThat(git("status", "--porcelain")).isEmpty();
        assertThat(git("rev-list", "--count", "main..HEAD")).isEqualTo("1");
        assertThat(git("show", "--name-only", "--format=", "HEAD").lines()).contains("make/mine.mk", "new.txt");
    }

    @Test
    void aProjectFromBeforeThereWereDigestsGetsOne() throws IOException {
        git("rm", "--quiet", ".lastmile/base.zip.sha256");
        git("commit", "--quiet", "--amend", "--no-edit");

        String output = update(newer(root -> {})).succeeded().output();

        assertThat(output).contains(".lastmile/base.zip has no recorded digest", "by A, As generated");
        assertThat(project.resolve(".lastmile/base.zip.sha256"))
                .hasContent(sha256(project.resolve(".lastmile/base.zip")) + "  base.zip\n");
    }

    @Test
    void renamesBesideAConflictAreStagedAndAbortedWithIt() throws IOException {
        replace(project.resolve(PIPELINE), "= The pipeline\n", "= My pipeline\n");
        Files.writeString(project.resolve("make/mine.mk"), "export OLD_VARIABLE := 1\n");
        commit("My work");
        Archetype newer = newer(root -> {
            replace(root.resolve("project/" + PIPELINE), "= The pipeline\n", "= A pipeline\n");
            Files.writeString(root.resolve("renames.tsv"), "variable\tOLD_VARIABLE\tNEW_VARIABLE\n");
        });

        Command.Outcome outcome = update(newer);

        assertThat(outcome.output()).contains("  make/mine.mk: OLD_VARIABLE -> NEW_VARIABLE");
        assertThat(project.resolve("make/mine.mk")).hasContent("export NEW_VARIABLE := 1\n");
        shell(told(outcome, "or give it up:"));
        assertThat(git("status", "--porcelain")).isEmpty();
        assertThat(project.resolve("make/mine.mk")).hasContent("export OLD_VARIABLE := 1\n");
    }

    @Test
    void anAbortRestoresEverything() throws IOException {
        replace(project.resolve(PIPELINE), "= The pipeline\n", "= My pipeline\n");
        commit("My title");
        String head = git("rev-parse", "HEAD");
        Map<String, List<Byte>> before = Tree.bytes(project);
        before.keySet().removeIf(path -> path.startsWith(".git/"));
        Archetype newer = newer(root -> {
            replace(root.resolve("project/" + PIPELINE), "= The pipeline\n", "= A pipeline\n");
            Files.delete(root.resolve(LIVE_CLASSIFIER));
            Files.writeString(root.resolve("project/new.txt"), "new");
        });

        shell(told(update(newer), "or give it up:"));

        assertThat(git("status", "--porcelain", "--ignored")).isEmpty();
        assertThat(git("rev-parse", "HEAD")).isEqualTo(head);
        assertThat(git("branch", "--format=%(refname:short)")).isEqualTo("main");
        Map<String, List<Byte>> after = Tree.bytes(project);
        after.keySet().removeIf(path -> path.startsWith(".git/"));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void aQuestionThatTheProjectWasNotAskedHasTheDefaultOfNow() throws IOException {
        replace(project.resolve(".lastmile.properties"), "javaVersion=17\n", "");
        inZip(
                project.resolve(".lastmile/base.zip"),
                root -> replace(root.resolve(".lastmile.properties"), "javaVersion=17\n", ""));
        recordDigest();
        commit("As if from before that question");
        Archetype newer = newer(root -> replace(
                root.resolve("META-INF/maven/archetype-metadata.xml"), "}17</defaultValue>", "}21</defaultValue>"));

        update(newer).succeeded();

        assertThat(Archetype.properties(project.resolve(".lastmile.properties")))
                .containsEntry("javaVersion", "21");
        assertThat(project.resolve("pom.xml")).content().contains("<maven.compiler.release>21<");
    }

    @Test
    void anAnswerThatTheProjectChangedIsTaken() throws IOException {
        replace(project.resolve(".lastmile.properties"), "tracking=embedded", "tracking=mlflow");
        commit("Another tracking server");

        update(newer(root -> {})).succeeded();

        assertThat(project.resolve("churn-tracking")).doesNotExist();
        assertThat(project.resolve("pom.xml")).content().doesNotContain("churn-tracking");
    }

    @Test
    void aProjectWithoutTheLibrariesDoesNotGetThemBack() throws IOException {
        git("rm", "-r", "--quiet", ".mvn/repository");
        commit("The libraries are elsewhere");

        update(newer(root -> replace(root.resolve("project/" + PIPELINE), "= The pipeline\n", "= A pipeline\n")))
                .succeeded();

        assertThat(project.resolve(".mvn/repository")).doesNotExist();
        assertThat(project.resolve(PIPELINE)).content().startsWith("= A pipeline\n");
    }

    @Test
    void newerLibrariesTakeThePlaceOfTheOld() throws IOException {
        Archetype newer = newer(root -> {
            Path lake = root.resolve("project/.mvn/repository/dev/lastmile/lastmile-lake");
            Path old = lake.resolve(Archetype.built().version());
            Files.createDirectory(lake.resolve("0.2.0"));
            for (String kind : List.of(".jar", ".pom", "-sources.jar")) {
                for (String file : List.of(kind, kind + ".sha1")) {
                    Files.move(
                            old.resolve("lastmile-lake-" + Archetype.built().version() + file),
                            lake.resolve("0.2.0/lastmile-lake-0.2.0" + file));
                }
            }
        });

        update(newer).succeeded();

        assertThat(git("ls-files", ".mvn/repository/dev/lastmile/lastmile-lake").lines())
                .hasSize(6)
                .allMatch(path -> path.contains("/0.2.0/"));
    }

    @Test
    void aProjectInAFolderOfABiggerRepositoryIsUpdatedAlone() throws IOException {
        Path repository = Files.createDirectory(temporary.resolve("everything"));
        Files.writeString(repository.resolve("pom.xml"), "ours\n");
        project =
                Archetype.built().generate(Files.createDirectories(repository.resolve("models/a b")), Archetype.CHURN);
        inGit(repository);
        Archetype newer = newer(root -> {
            replace(root.resolve("project/" + PIPELINE), "= The pipeline\n", "= A pipeline\n");
            Files.delete(root.resolve("project/NOTICE"));
        });

        update(newer).succeeded();

        assertThat(git("diff", "--name-only", "HEAD~1").lines())
                .containsExactly(
                        "models/a b/churn/.lastmile.properties",
                        "models/a b/churn/.lastmile/base.zip",
                        "models/a b/churn/.lastmile/base.zip.sha256",
                        "models/a b/churn/NOTICE",
                        "models/a b/churn/docs/src/pipeline.adoc");
        assertThat(repository.resolve("pom.xml")).hasContent("ours");
    }
}
