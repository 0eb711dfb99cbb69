package dev.lastmile.benchmarks;

import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Opens the session of a step with its catalog, lists the tables of one stage, and ends: what any step takes at least. */
final class EmptySession {
    private EmptySession() {}

    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(System.getenv("LASTMILE_HOME"));
        try (SparkSession session = Lake.openSession("empty", LakeConfig.fromEnvironment(System.getenv(), home))) {
            session.sql("SHOW TABLES IN lake.raw").collectAsList();
        }
    }
}
