import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Prints the raw rows with their predictions, a JSON object a line. Arguments: the tables of raw rows and predictions. */
class Predictions {
    public static void main(String[] arguments) {
        Path home = Path.of(System.getenv("LASTMILE_HOME"));
        SparkSession spark = Lake.openSession("predictions", LakeConfig.fromEnvironment(System.getenv(), home));
        spark.table(arguments[0])
                .join(spark.table(arguments[1]).select("row_id", "prediction"), "row_id")
                .orderBy("row_id")
                .toJSON()
                .collectAsList()
                .forEach(System.out::println);
        spark.stop();
    }
}
