package dev.lastmile.pipeline.process;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.nio.file.Path;

/** Where the servers of a project can have their databases, which are files of H2. */
final class DatabaseFiles {
    private DatabaseFiles() {}

    /**
     * Requires that H2 can open a database at a path.
     *
     * @throws StepException if the path has the character in it that ends a path in an address of H2
     */
    static void requirePath(Path path, String what) {
        if (path.toString().contains(";")) {
            throw new StepException("The " + what + " cannot be at " + path
                    + ": in an address of its database, ; ends the"
                    + " path. Move the project to a folder without ; in its path, or set " + Project.HOME_VARIABLE
                    + " to one.");
        }
    }
}
