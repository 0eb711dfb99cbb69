package dev.lastmile.pipeline.internal;

import dev.lastmile.lake.LocalFiles;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** What only one command of a project may do at a time, such as to start its service; ends with the process at the latest. */
public final class ProjectLock implements AutoCloseable {
    // A lock on a file is one of the whole process.
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final FileChannel channel;

    private ProjectLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The lock of those that start or stop the real-time service. */
    public static ProjectLock ofService(Project project) {
        return acquire(project, "serving", "service");
    }

    /** The lock of those that start or stop the embedded tracking server. */
    public static ProjectLock ofTrackingServer(Project project) {
        return acquire(project, "tracking-server", "tracking server");
    }

    private static ProjectLock acquire(Project project, String name, String title) {
        THREADS.lock();
        try {
            LocalFiles.createFolder(project.models());
            Path file = LocalFiles.createFile(project.models().resolve(name + ".lock"));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                System.out.println("waiting for another command that starts or stops the " + title);
                channel.lock();
            }
            return new ProjectLock(channel);
        } catch (RuntimeException e) {
            THREADS.unlock();
            throw e;
        } catch (IOException e) {
            THREADS.unlock();
            throw new StepException(
                    "The folder " + project.models() + " cannot be written: " + e.getMessage() + ". The " + title
                            + " keeps its state there; make the folder writable, or set " + Project.HOME_VARIABLE
                            + " to another one.",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock ends with the channel, whether or not that can be closed.
        } finally {
            THREADS.unlock();
        }
    }
}
