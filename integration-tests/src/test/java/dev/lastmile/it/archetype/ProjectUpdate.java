package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A generated project in Git, which takes the template of an archetype that a test makes of the built one. */
abstract class ProjectUpdate {
    static final String BRANCH = "template-update-0.2.0";
    static final String PIPELINE = "docs/src/pipeline.adoc";

    @TempDir
    Path temporary;

    Path project;

    @BeforeEach
    void aProjectInGit() throws IOException {
        project = Archetype.built().generate(Files.createDirectory(temporary.resolve("my projects")), Archetype.CHURN);
        inGit(project);
    }

    Archetype newer(Archetype.Change change) throws IOException {
        return Archetype.built().with(temporary.resolve("newer.jar"), root -> {
            Files.writeString(
                    root.resolve("META-INF/maven/dev.lastmile/lastmile-archetype/pom.properties"), "version=0.2.0\n");
            change.apply(root);
        });
    }

    Command.Outcome update(Archetype archetype) throws IOException {
        return update(archetype, "LC_ALL", "C.UTF-8");
    }

    Command.Outcome update(Archetype archetype, String variable, String value) throws IOException {
        return command(project)
                .with(variable, value)
                .run(
                        "make",
                        "template-update",
                        "VERSION=0.2.0",
                        "ARCHETYPE=" + archetype.jar(),
                        "SHA256=" + sha256(archetype.jar()));
    }

    Command.Outcome make(String... variables) {
        List<String> command = new ArrayList<>(List.of("make", "template-update"));
        command.addAll(List.of(variables));
        return command(project)
                .with(
                        "MAVEN_ARGS",
                        "-Dmaven.repo.local=" + project.resolveSibling("repository") + " -Dmaven.repo.local.tail="
                                + System.getProperty("local.repository"))
                .run(command);
    }

    void recordDigest() throws IOException {
        String digest = sha256(project.resolve(".lastmile/base.zip"));
        Files.writeString(project.resolve(".lastmile/base.zip.sha256"), digest + "  base.zip\n");
    }

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One line of ours says why. */
    static void refused(Command.Outcome outcome, String... parts) {
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(2);
        List<String> errors = outcome.linesWith("error: ");
        assertThat(errors).as(outcome.output()).hasSize(1);
        assertThat(outcome.output()).contains(parts).doesNotContain("\tat ");
    }

    /** The command that the output tells after some words. */
    static String told(Command.Outcome outcome, String words) {
        return outcome.linesWith(words).get(0).substring(words.length()).strip();
    }

    void inGit(Path repository) {
        command(repository)
                .run("git", "init", "--quiet", "--initial-branch=main")
                .succeeded();
        command(repository).run("git", "config", "user.name", "A").succeeded();
        command(repository).run("git", "config", "user.email", "a@example.org").succeeded();
        command(repository).run("git", "add", "-A").succeeded();
        command(repository)
                .run("git", "commit", "--quiet", "-m", "As generated")
                .succeeded();
    }

    void commit(String message) {
        git("add", "-A");
        git("commit", "--quiet", "-m", message);
    }

    String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.quotePath=false"));
        command.addAll(List.of(arguments));
        return command(project).run(command).succeeded().output().strip();
    }

    void shell(String line) {
        command(project).with("GIT_EDITOR", "true").run("sh", "-ec", line).succeeded();
    }

    static Command command(Path folder) {
        return new Command(folder).with("GIT_CONFIG_GLOBAL", "/dev/null").with("GIT_CONFIG_NOSYSTEM", "1");
    }

    static void inZip(Path file, Archetype.Change change) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + file.toUri()), Map.of())) {
            change.apply(zip.getPath("/"));
        }
    }

    static void replace(Path file, String old, String now) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, now));
    }
}
