package dev.lastmile.archetype;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Merges the template of this archetype into a project: a commit of the tree that the project was generated as, on it a
 * commit of the tree that the same options give now, and that second commit picked onto a branch of the project. So Git
 * merges, follows renames, marks conflicts, goes on and gives up as it always does, and what the next update takes as its
 * base is part of the commit.
 */
public final class Update {
    private final Path project;
    private final Git git;
    private final Template template = Template.own();

    private Update(Path project) {
        this.project = project;
        this.git = new Git(project);
    }

    /** Arguments: the project's folder, and the version that is wanted, blank for whichever this archetype has. */
    public static void main(String[] arguments) {
        try {
            System.exit(new Update(Path.of(arguments[0])).run(arguments[1]));
        } catch (RejectedException | UncheckedIOException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            System.err.println("error: a file cannot be read or written: " + e.getMessage());
            System.exit(1);
        }
    }

    private int run(String wanted) throws IOException {
        String version = template.version();
        if (!wanted.isBlank() && !wanted.equals(version)) {
            throw new RejectedException(
                    "The archetype is version " + version + ", not " + wanted + "; leave VERSION out or change it.");
        }
        requireCleanTree();
        Options options = Options.recorded(read(Options.FILE), template.defaults());
        ProjectFiles now = withoutWhatIsElsewhere(ProjectFiles.of(template, options));
        ProjectFiles before = asGenerated();
        if (now.sameAs(before)) {
            System.out.println("nothing to do: this project has the template of " + version);
            return 0;
        }
        String branch = "template-update-" + version;
        if (git.attempt("rev-parse", "--verify", "--quiet", "refs/heads/" + branch)
                .succeeded()) {
            throw new RejectedException("The branch " + branch
                    + " exists, from an earlier update. Merge it, or delete it: git" + " branch -D " + branch);
        }
        String previous = git.run("symbolic-ref", "--short", "HEAD");
        FileMoves moves = FileMoves.between(before, now, template.renames(options));
        ProjectFiles moved = moves.applyTo(before);
        Optional<OwnDataset> dataset = OwnDataset.of(project, moves);
        if (dataset.isPresent()) {
            moved = dataset.get().of(moved, template);
            now = dataset.get().of(now, template);
        }
        String base = commit(moved, "As generated", null);
        String next = commit(now, "Take the template of Lastmile " + version, base);
        git.run("switch", "--quiet", "--create", branch);
        moves.apply(project, git, version);
        Git.Outcome picked = git.attempt("cherry-pick", next);
        List<String> conflicts =
                git.run("diff", "--name-only", "--diff-filter=U").lines().toList();
        if (!picked.succeeded() && conflicts.isEmpty()) {
            git.attempt("cherry-pick", "--abort");
            git.run("switch", "--quiet", previous);
            git.run("branch", "--quiet", "-D", branch);
            throw new RejectedException("The template of " + version + " cannot be merged; nothing was changed. "
                    + picked.errors().lines().findFirst().orElse(""));
        }
        ProjectRenames renames = rename(now, options);
        if (!conflicts.isEmpty()) {
            printConflicts(conflicts, renames, branch, previous);
            return 1;
        }
        if (!renames.changed().isEmpty()) {
            git.run("commit", "--quiet", "--amend", "--no-edit", "--no-verify");
        }
        System.out.println("merged the template of " + version + " on branch " + branch + ", without conflicts");
        print(renames, System.out);
        System.out.println("look at it:   git show, make test");
        System.out.println("take it:      git switch " + previous + " && git merge " + branch);
        System.out.println("or drop it:   git switch " + previous + " && git branch -D " + branch);
        return 0;
    }

    private void printConflicts(List<String> conflicts, ProjectRenames renames, String branch, String previous) {
        System.err.println("the template of " + template.version()
                + " and this project changed the same lines; on branch " + branch + " are conflicts in");
        conflicts.forEach(path -> System.err.println("  " + path));
        print(renames, System.err);
        System.err.println("once resolved:   git add -A . && git cherry-pick --continue");
        System.err.println(
                "or give it up:   git cherry-pick --abort && git switch " + previous + " && git branch -D " + branch);
    }

    /** Renames in the merged files, and stages them but those with conflicts, which a person adds once they are resolved. */
    private ProjectRenames rename(ProjectFiles newer, Options options) throws IOException {
        ProjectRenames renames = new ProjectRenames(project, newer, template.renames(options));
        renames.apply(tracked("."));
        for (String path : renames.changed()) {
            if (git.run("ls-files", "--unmerged", "--", path).isEmpty()) {
                git.run("add", "--", path);
            }
        }
        return renames;
    }

    private static void print(ProjectRenames renames, PrintStream out) {
        if (!renames.report().isEmpty()) {
            out.println("renamed in files of this project:");
            renames.report().forEach(line -> out.println("  " + line));
        }
        if (!renames.open().isEmpty()) {
            out.println("renames to make or to check by hand:");
            renames.open().forEach(line -> out.println("  " + line));
        }
    }

    private void requireCleanTree() {
        if (!git.attempt("rev-parse", "--verify", "--quiet", "HEAD").succeeded()) {
            throw new RejectedException(
                    "This project has no commit in Git, and the update is a merge. Run: git init && git"
                            + " add -A && git commit -m 'As generated'");
        }
        if (!git.attempt("var", "GIT_COMMITTER_IDENT").succeeded()) {
            throw new RejectedException(
                    "Git does not know who commits here. Run: git config user.name NAME && git config"
                            + " user.email ADDRESS");
        }
        if (!git.attempt("symbolic-ref", "--quiet", "HEAD").succeeded()) {
            throw new RejectedException("No branch is checked out, and the update is for one. Run: git switch BRANCH");
        }
        String changes = git.run("status", "--porcelain");
        if (!changes.isEmpty()) {
            throw new RejectedException(
                    "There are changes that are not committed; commit or stash them first:\n" + changes);
        }
    }

    private String read(String file) throws IOException {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** The bytes of a file of the project's own: not those that a link leads to. */
    private byte[] bytes(String file) throws IOException {
        Path path = project.resolve(file);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new RejectedException("There is no file " + file + " in " + project
                    + ". Only a project that the archetype generated can take a newer template; if it did, restore the"
                    + " file: git log -- " + file);
        }
        if (Files.size(path) > BaseArchive.MAX_BYTES) {
            throw new RejectedException(file + " has more than " + BaseArchive.MAX_BYTES
                    + " bytes; the template has no such file. Restore it: git log -- " + file);
        }
        return Files.readAllBytes(path);
    }

    /** The tree as generated: the base that the project carries, and the libraries, which nobody edits, as they are. */
    private ProjectFiles asGenerated() throws IOException {
        byte[] zip = bytes(BaseArchive.FILE);
        SortedMap<String, byte[]> files = new TreeMap<>();
        if (git.run("log", "-1", "--format=%h", "--", BaseArchive.DIGEST_FILE).isEmpty()) {
            // The templates before there were digests.
            System.out.println(
                    BaseArchive.FILE + " has no recorded digest, as in projects of older templates; its last commit is "
                            + git.run("log", "-1", "--format=%h by %an, %s", "--", BaseArchive.FILE));
        } else {
            byte[] digest = bytes(BaseArchive.DIGEST_FILE);
            BaseArchive.requireDigest(zip, new String(digest, StandardCharsets.UTF_8));
            files.put(BaseArchive.DIGEST_FILE, digest);
        }
        files.putAll(BaseArchive.read(zip));
        files.put(BaseArchive.FILE, zip);
        for (String path : tracked(ProjectFiles.LIBRARIES)) {
            files.put(path, bytes(path));
        }
        return new ProjectFiles(files);
    }

    /** A project that takes the libraries from elsewhere has deleted them, and does not get them again. */
    private ProjectFiles withoutWhatIsElsewhere(ProjectFiles all) {
        SortedMap<String, byte[]> files = new TreeMap<>(all.files());
        if (tracked(ProjectFiles.LIBRARIES).isEmpty()) {
            files.keySet().removeIf(path -> path.startsWith(ProjectFiles.LIBRARIES));
        }
        return new ProjectFiles(files);
    }

    private List<String> tracked(String folder) {
        return List.of(new String(git.bytes("ls-files", "-z", folder), StandardCharsets.UTF_8).split("\0")).stream()
                .filter(path -> !path.isEmpty())
                .distinct()
                .toList();
    }

    /** A commit of the repository as it is, with these files in place of the project's. */
    private String commit(ProjectFiles files, String message, String parent) throws IOException {
        String prefix = git.run("rev-parse", "--show-prefix");
        String paths = prefix.isEmpty() ? "." : prefix;
        Path root = Path.of(git.run("rev-parse", "--show-toplevel"));
        Path folder = Files.createTempDirectory("lastmile-update");
        try {
            Path tree = Files.createDirectory(folder.resolve("tree"));
            files.write(tree.resolve(prefix));
            Path index = folder.resolve("index");
            Git scratch = new Git(root).with("GIT_INDEX_FILE", index);
            scratch.run("read-tree", "HEAD");
            scratch.run("rm", "-r", "--quiet", "--cached", "--ignore-unmatch", "--", paths);
            new Git(tree)
                    .with("GIT_INDEX_FILE", index)
                    .with("GIT_WORK_TREE", tree)
                    .with("GIT_DIR", Path.of(git.run("rev-parse", "--absolute-git-dir")))
                    .run("add", "--force", "--", paths);
            String written = scratch.run("write-tree");
            return parent == null
                    ? git.run("commit-tree", written, "-m", message)
                    : git.run("commit-tree", written, "-p", parent, "-m", message);
        } finally {
            FileTrees.delete(folder);
        }
    }
}
