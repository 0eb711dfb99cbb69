import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Prints how many published snapshots a dataset has. Argument: its name, such as interim.iris_features. */
class History {
    public static void main(String[] arguments) {
        LakeConfig config = LakeConfig.fromEnvironment(System.getenv(), Path.of(System.getenv("LASTMILE_HOME")));
        SparkSession spark = Lake.openSession("history", config);
        String[] name = arguments[0].split("\\.");
        System.out.println(new Lake(spark, config).history(new DatasetName(name[0], name[1])).size());
        spark.stop();
    }
}
