package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code make template-update} rejects: what it cannot merge, and what it must not run or read. */
@Tag("ci")
class UpdateRejectionIT extends ProjectUpdate {
    @Test
    void aTreeWithChangesIsRefused() throws IOException {
        Files.writeString(project.resolve("mine.txt"), "mine");

        refused(update(newer(root -> {})), "not committed; commit or stash them first", "?? mine.txt");

        assertThat(git("branch", "--show-current")).isEqualTo("main");
    }

    @Test
    void aBranchOfAnEarlierUpdateIsNotOverwritten() throws IOException {
        git("branch", BRANCH);

        refused(update(newer(root -> {})), "The branch " + BRANCH + " exists", "git branch -D " + BRANCH);
    }

    @Test
    void withoutABranchItIsRefused() throws IOException {
        git("switch", "--quiet", "--detach");

        refused(update(newer(root -> {})), "No branch is checked out");
    }

    @Test
    void withoutGitItIsRefused() throws IOException {
        project = Archetype.built().generate(Files.createDirectory(temporary.resolve("bare")), Archetype.CHURN);

        refused(update(newer(root -> {})), "no commit in Git", "git init && git add -A");
    }

    @Test
    void aProjectThatDoesNotSayWhatItWasMadeOfIsRefused() throws IOException {
        git("rm", "--quiet", ".lastmile/base.zip");
        commit("Tidy");

        refused(update(newer(root -> {})), "There is no file .lastmile/base.zip in", "git log -- .lastmile/base.zip");
    }

    @Test
    void aBaseThatSomebodyChangedIsRefused() throws IOException {
        inZip(project.resolve(".lastmile/base.zip"), root -> Files.writeString(root.resolve("NOTICE"), "mine"));
        commit("Update base");

        refused(update(newer(root -> {})), "does not have the digest that .lastmile/base.zip.sha256 records");

        assertThat(git("branch", "--format=%(refname:short)")).isEqualTo("main");
    }

    @Test
    void aBaseWithoutADigestIsRefused() throws IOException {
        git("rm", "--quiet", ".lastmile/base.zip.sha256");
        commit("Tidy");

        refused(update(newer(root -> {})), "There is no file .lastmile/base.zip.sha256");
    }

    @Test
    void nothingOfABaseIsWrittenOutsideOfItsFolder() throws IOException {
        Path base = project.resolve(".lastmile/base.zip");
        byte[] honest = Files.readAllBytes(base);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(base));
                ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(honest))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            out.putNextEntry(new ZipEntry("../../zip-slip.txt"));
        }
        recordDigest();
        commit("Update base");
        Path scratch = Files.createDirectories(temporary.resolve("scratch/deep"));

        refused(
                update(newer(root -> {}), "_JAVA_OPTIONS", "-Djava.io.tmpdir=" + scratch),
                "has the entry '../../zip-slip.txt', which is not a file inside a project");

        try (Stream<Path> files = Files.walk(temporary)) {
            assertThat(files.filter(file -> file.endsWith("zip-slip.txt"))).isEmpty();
        }
    }

    @Test
    void aLibraryThatIsALinkIsRefused() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret"), "of the machine");
        Path link = project.resolve(".mvn/repository/dev/lastmile/evil.jar");
        Files.createSymbolicLink(link, secret);
        commit("Another library");

        refused(update(newer(root -> {})), "There is no file .mvn/repository/dev/lastmile/evil.jar");
    }

    @Test
    void anAnswerThatIsNotAllowedIsRefused() throws IOException {
        replace(project.resolve(".lastmile.properties"), "ci=github", "ci=jenkins");
        commit("Jenkins");

        refused(update(newer(root -> {})), "ci 'jenkins' is not allowed; allowed are github, gitlab or none.");
    }

    @Test
    void anArchetypeOfAnotherVersionIsRefused() throws IOException {
        Path jar = newer(root -> {}).jar();

        refused(make("VERSION=0.3.0", "ARCHETYPE=" + jar, "SHA256=" + sha256(jar)), "is version 0.2.0, not 0.3.0");
    }

    @Test
    void anArchetypeIsNotRunWithoutItsDigest() throws IOException {
        Path jar = newer(root -> {}).jar();

        refused(make("ARCHETYPE=" + jar), "no SHA256 was given", "add SHA256=" + sha256(jar));

        assertThat(git("branch", "--format=%(refname:short)")).isEqualTo("main");
    }

    @Test
    void anArchetypeWithAnotherDigestIsNotRun() throws IOException {
        Path jar = newer(root -> {}).jar();
        String expected = sha256(Archetype.built().jar());

        refused(
                make("ARCHETYPE=" + jar, "SHA256=" + expected),
                "has the SHA-256 digest " + sha256(jar) + ", not " + expected + ". It was not run.");

        assertThat(git("branch", "--format=%(refname:short)")).isEqualTo("main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$(shell touch pwned)", "';touch pwned;'", "`touch pwned`", "0.2.0:jar:evil", "../0.2.0"})
    void whatIsNotAVersionIsRefusedAndNotRun(String version) {
        refused(make("VERSION=" + version), "VERSION=" + version + " is not a version.");

        assertThat(project.resolve("pwned")).doesNotExist();
    }

    @Test
    void anArchetypeThatIsNotThereIsRefused() {
        refused(make("ARCHETYPE=nowhere.jar"), "there is no file nowhere.jar");
    }

    @Test
    void aVersionThatIsInNoRepositoryIsRefused() {
        refused(make("VERSION=0.0.0"), "the archetype 0.0.0 is in no Maven repository; ARCHETYPE=file.jar names it");
    }

    @Test
    void withoutAVersionItAsksWhich() {
        refused(make(), "which template? Run: make template-update VERSION=");
    }
}
