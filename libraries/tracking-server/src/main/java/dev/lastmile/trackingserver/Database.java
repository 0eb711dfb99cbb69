package dev.lastmile.trackingserver;

import dev.lastmile.trackingserver.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;

/**
 * The database file under {@code <data>/mlruns}.
 *
 * <p>It is opened before the server starts, so that an error is reported in one line instead of a failed start; while it is
 * open, the server's connections share it and no other process can open it.
 */
final class Database implements AutoCloseable {
    /** Bytes of a file that is compacted when it is opened. */
    private static final long LARGE = 64L * 1024 * 1024;

    private final Connection connection;

    private Database(Connection connection) {
        this.connection = connection;
    }

    /**
     * The JDBC address of the database of a data folder.
     *
     * <p>{@code WRITE_DELAY=0} writes a commit before it is acknowledged; by default H2 does so up to half a second
     * later, and a crashed process loses acknowledged commits.
     */
    static String url(Path data) {
        return "jdbc:h2:file:" + file(data) + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE"
                // The trace file would contain the values of failed statements.
                + ";TRACE_LEVEL_FILE=0";
    }

    /**
     * Opens the database, and creates it if it does not exist.
     *
     * <p>A large file is compacted first. Each commit rewrites the pages that it touches, some 50 kB, and H2 compacts only in
     * the thread that writes delayed commits, which does not exist with {@code WRITE_DELAY=0}.
     *
     * @throws UnusableException if it cannot be used; the message states why and what to do
     */
    static Database open(Path data) throws UnusableException {
        return open(data, LARGE);
    }

    /** As {@link #open(Path)}, with another threshold of large files. */
    static Database open(Path data, long large) throws UnusableException {
        if (file(data).toString().contains(";")) {
            throw new UnusableException(
                    "The folder " + data + " has a semicolon in its path. Set LASTMILE_TRACKING_DATA to another one.");
        }
        try {
            PrivateFiles.ownFolder(file(data).getParent());
            Path file = Path.of(file(data) + ".mv.db");
            if (Files.exists(file) && Files.size(file) > large) {
                compact(data);
            }
            Database database = new Database(connect(data));
            PrivateFiles.restrict(file);
            return database;
        } catch (IOException e) {
            throw new UnusableException("The folder " + data + " cannot be written (" + e
                    + "). Make it writable, or set LASTMILE_TRACKING_DATA to another one.");
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                throw new UnusableException("The data in " + data + " are in use by another tracking server. Stop it,"
                        + " or set LASTMILE_TRACKING_DATA to another folder.");
            }
            throw new UnusableException("The database " + file(data) + ".mv.db cannot be opened (" + firstLine(e)
                    + "). Restore it from a backup, or set LASTMILE_TRACKING_DATA to another folder.");
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The process ends; everything acknowledged is written.
        }
    }

    // Safe against crashes: H2 writes another file, and then swaps the two.
    private static void compact(Path data) throws SQLException {
        try (Connection alone = connect(data);
                Statement statement = alone.createStatement()) {
            statement.execute("shutdown compact");
        }
    }

    private static Connection connect(Path data) throws SQLException {
        return DriverManager.getConnection(url(data), "sa", "");
    }

    private static Path file(Path data) {
        return data.resolve("mlruns").resolve("tracking").toAbsolutePath().normalize();
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** The database cannot be used. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        UnusableException(String message) {
            super(message);
        }
    }
}
