package dev.lastmile.trackingserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.trackingserver.Database.UnusableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static final int COMMITS = 400;

    @TempDir
    Path folder;

    @Test
    void aFileThatAKilledServerLeftLargeIsSmallAfterTheNextStart() throws Exception {
        Path killed = folder.resolve("killed");
        try (Database database = Database.open(folder.resolve("running"))) {
            for (int i = 0; i < COMMITS; i++) {
                insert(folder.resolve("running"), i);
            }
            // An orderly end would tidy up a little.
            Files.createDirectories(file(killed).getParent());
            Files.copy(file(folder.resolve("running")), file(killed));
        }
        long before = Files.size(file(killed));

        try (Database database = Database.open(killed, 100_000);
                Connection connection = DriverManager.getConnection(Database.url(killed), "sa", "");
                ResultSet rows = connection.createStatement().executeQuery("select count(*), max(v) from t")) {
            assertThat(Files.size(file(killed))).isLessThan(before / 4);
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(COMMITS);
            assertThat(rows.getString(2)).isEqualTo("value");
        }
    }

    @Test
    void nobodyElseReadsTheDataAndNoTraceKeepsThem() throws Exception {
        // As an earlier version left it.
        Files.createDirectories(file(folder).getParent());
        Files.writeString(folder.resolve("mlruns/left.over"), "");
        try (Database database = Database.open(folder)) {
            try (Connection connection = DriverManager.getConnection(Database.url(folder), "sa", "")) {
                connection.createStatement().execute("create table t (v varchar(5))");
                assertThatThrownBy(() -> connection.createStatement().execute("insert into t values ('secret value')"))
                        .isInstanceOf(java.sql.SQLException.class);
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(folder))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(file(folder).getParent())))
                    .isEqualTo("rwx------");
        }
        try (Stream<Path> files = Files.list(folder.resolve("mlruns"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("tracking.mv.db", "left.over");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldWithItsVariable() throws Exception {
        Files.writeString(folder.resolve("mlruns"), "a file");

        assertThatThrownBy(() -> Database.open(folder))
                .isInstanceOf(UnusableException.class)
                .hasMessageStartingWith("The folder " + folder + " cannot be written (")
                .hasMessageEndingWith("Make it writable, or set LASTMILE_TRACKING_DATA to another one.");
    }

    @Test
    void aPathThatTheDatabaseWouldMisreadIsTold() {
        assertThatThrownBy(() -> Database.open(folder.resolve("a;INIT=b")))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("has a semicolon in its path. Set LASTMILE_TRACKING_DATA to another one.");
    }

    private static void insert(Path data, int id) throws Exception {
        try (Connection connection = DriverManager.getConnection(Database.url(data), "sa", "")) {
            connection.createStatement().execute("create table if not exists t (id int primary key, v varchar(100))");
            try (PreparedStatement insert = connection.prepareStatement("insert into t values (?, 'value')")) {
                insert.setInt(1, id);
                insert.executeUpdate();
            }
        }
    }

    private static Path file(Path data) {
        return data.resolve("mlruns/tracking.mv.db");
    }
}
