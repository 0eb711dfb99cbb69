package dev.lastmile.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeSessionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE iceberg_tables (table_name TEXT)",
                "ALTER TABLE iceberg_tables ADD COLUMN iceberg_type VARCHAR(5)"
            })
    void whatAnotherProcessHasMadeIsNoFailureOfTheCatalog(String statement, @TempDir Path folder) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("catalog.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE TABLE iceberg_tables (table_name TEXT, iceberg_type VARCHAR(5))");

            Throwable failure = catchThrowable(() -> sql.execute(statement));

            assertThat(LakeSession.isMadeByAnother(new IllegalStateException("cannot be opened", failure)))
                    .isTrue();
        }
    }

    @Test
    void aTableThatIsMissingIsAFailure(@TempDir Path folder) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("catalog.db"));
                Statement sql = connection.createStatement()) {
            Throwable failure = catchThrowable(() -> sql.execute("SELECT * FROM iceberg_tables"));

            assertThat(LakeSession.isMadeByAnother(failure)).isFalse();
        }
    }

    @Test
    void theAnswersOfPostgresqlAreKnown() {
        assertThat(LakeSession.isMadeByAnother(new IllegalStateException(
                        "ERROR: duplicate key value violates unique " + "constraint \"pg_type_typname_nsp_index\"")))
                .isTrue();
        assertThat(LakeSession.isMadeByAnother(new IllegalStateException(
                        "ERROR: column \"iceberg_type\" of relation \"iceberg_tables\" already exists")))
                .isTrue();
    }
}
