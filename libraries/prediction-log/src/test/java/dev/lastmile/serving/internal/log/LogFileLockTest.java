package dev.lastmile.serving.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LogFileLockTest {
    @TempDir
    Path folder;

    @Test
    void isTakenByOneProcessUntilThatEndsHoweverItEnds() throws Exception {
        Path file = folder.resolve("new").resolve("predictions");
        Process other = start(Holder.class, file);
        try {
            assertThat(other.getInputStream().read()).isEqualTo('+');

            assertThat(new LogFileLock(file).acquire())
                    .contains("The prediction log " + file + ".mv.db is in use by another service. Stop it, set"
                            + " LASTMILE_SERVING_LOG_FILE to another file, or set LASTMILE_SERVING_LOG_URL to a PostgreSQL"
                            + " database, which several services can share.");
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
        try (LogFileLock mine = new LogFileLock(file)) {
            assertThat(mine.acquire()).isEmpty();
            assertThat(new LogFileLock(file).acquire()).isPresent();
        }
    }

    @Test
    void saysWhyAFolderCannotBeUsed() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");

        assertThat(new LogFileLock(notAFolder.resolve("predictions")).acquire())
                .hasValueSatisfying(
                        message -> assertThat(message)
                                .startsWith("The prediction log " + notAFolder.resolve("predictions")
                                        + ".mv.db cannot be written (")
                                .endsWith(
                                        "LASTMILE_SERVING_LOG_FILE to another file, or LASTMILE_SERVING_LOG_ENABLED to false."));
        assertThat(new LogFileLock(folder.resolve("a;b").resolve("predictions")).acquire())
                .hasValueSatisfying(message -> assertThat(message).contains("has a semicolon in its path"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void nobodyElseReadsTheLog() throws Exception {
        Path file = folder.resolve("data/new/predictions");
        try (LogFileLock lock = new LogFileLock(file)) {
            assertThat(lock.acquire()).isEmpty();
            try (Connection connection = DriverManager.getConnection(LogAddress.h2(file), "sa", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("create table log (input text)");
                statement.execute("insert into log values ('of a person')");
            }
            assertThat(permissions(folder.resolve("data"))).isEqualTo("rwx------");
            assertThat(permissions(file.getParent())).isEqualTo("rwx------");
            assertThat(permissions(Path.of(file + ".mv.db"))).isEqualTo("rw-------");
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLogThatExistsKeepsItsPermissions() throws IOException {
        Path file = Files.writeString(folder.resolve("predictions.mv.db"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        try (LogFileLock lock = new LogFileLock(folder.resolve("predictions"))) {
            assertThat(lock.acquire()).isEmpty();
        }

        assertThat(permissions(file)).isEqualTo("rw-r-----");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void whatH2HasAcknowledgedSurvivesAKill() throws Exception {
        Path file = folder.resolve("predictions");
        Process writer = start(Committer.class, file);
        long acknowledged = 0;
        while (acknowledged < 20) {
            assertThat(writer.getInputStream().read()).isEqualTo('+');
            acknowledged++;
        }
        // The process itself would close what it has written.
        writer.toHandle().destroyForcibly();
        acknowledged += writer.getInputStream().readAllBytes().length;

        try (Connection connection = DriverManager.getConnection(LogAddress.h2(file), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from numbers")) {
            assertThat(count.next()).isTrue();
            assertThat(count.getLong(1)).isBetween(acknowledged, acknowledged + 1);
        }
    }

    @Test
    void theEndingThatH2AddsMayBeThere() {
        assertThat(LogAddress.path(folder.resolve("predictions.mv.db"))).isEqualTo(folder.resolve("predictions"));
        assertThat(LogAddress.h2(folder.resolve("predictions.mv.db")))
                .startsWith("jdbc:h2:file:" + folder.resolve("predictions") + ";MODE=PostgreSQL;WRITE_DELAY=0;");
    }

    @Test
    void anAddressOfPostgresqlGetsLimitsThatItDoesNotSetItself() {
        assertThat(LogAddress.limited("jdbc:postgresql://h/d"))
                .isEqualTo("jdbc:postgresql://h/d?connectTimeout=5&socketTimeout=20&tcpKeepAlive=true");
        assertThat(LogAddress.limited("jdbc:postgresql://h/d?socketTimeout=1"))
                .isEqualTo("jdbc:postgresql://h/d?socketTimeout=1&connectTimeout=5&tcpKeepAlive=true");
    }

    private static Process start(Class<?> main, Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Writes a row and says so, again and again. */
    static final class Committer {
        public static void main(String[] arguments) throws Exception {
            try (Connection connection = DriverManager.getConnection(LogAddress.h2(Path.of(arguments[0])), "sa", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("create table numbers (number bigint)");
                for (int i = 0; ; i++) {
                    statement.execute("insert into numbers values (" + i + ")");
                    System.out.write('+');
                    System.out.flush();
                }
            }
        }
    }

    /** Another service, as far as the file knows. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            Optional<String> rejection = new LogFileLock(Path.of(arguments[0])).acquire();
            System.out.print(rejection.orElse("+"));
            System.out.flush();
            Thread.sleep(60_000);
        }
    }
}
