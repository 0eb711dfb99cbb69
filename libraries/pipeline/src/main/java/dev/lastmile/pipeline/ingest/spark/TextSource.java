package dev.lastmile.pipeline.ingest.spark;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A source of Spark (data source V2) that reads a {@link TextPlan}. Rows go from the parser to Spark's own format without
 * an object per value.
 *
 * <p>Spark makes it by its name and hands it strings only, so the plans wait here, on the driver, under an id.
 */
public final class TextSource implements TableProvider {
    private static final String PLAN = "plan";
    private static final Map<String, TextPlan> PLANS = new ConcurrentHashMap<>();

    /** The rows of a plan. Spark may ask for the plan for as long as the rows are used. */
    public static Dataset<Row> rows(SparkSession spark, TextPlan plan) {
        String id = UUID.randomUUID().toString();
        PLANS.put(id, plan);
        return spark.read().format(TextSource.class.getName()).option(PLAN, id).load();
    }

    /** Forgets plans that report to an accumulator; their rows can no longer be read by new queries. */
    public static void forget(TallyAccumulator tallies) {
        PLANS.values().removeIf(plan -> plan.tallies() == tallies);
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return plan(options).schema();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new PlanTable(plan(properties));
    }

    private static TextPlan plan(Map<String, String> options) {
        TextPlan plan = PLANS.get(options.get(PLAN));
        if (plan == null) {
            throw new IllegalStateException("The ingestion that these rows belong to is closed.");
        }
        return plan;
    }

    private record PlanTable(TextPlan plan) implements SupportsRead {
        @Override
        public String name() {
            return "raw text files";
        }

        @Override
        public StructType schema() {
            return plan.schema();
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return () -> new PlanScan(plan);
        }
    }

    private record PlanScan(TextPlan plan) implements Scan, Batch {
        @Override
        public StructType readSchema() {
            return plan.schema();
        }

        @Override
        public Batch toBatch() {
            return this;
        }

        @Override
        public InputPartition[] planInputPartitions() {
            int slots = SparkSession.active().sparkContext().defaultParallelism();
            return plan.partitions(slots).stream().map(TasksPartition::new).toArray(InputPartition[]::new);
        }

        @Override
        public PartitionReaderFactory createReaderFactory() {
            // The partitions have the tasks: a copy of all of them with each would grow with the square of the files.
            return new ReaderFactory(new TextPlan(
                    plan.store(), plan.format(), plan.columns(), List.of(), plan.output(), plan.tallies()));
        }
    }

    private record TasksPartition(List<TextTask> tasks) implements InputPartition {}

    private record ReaderFactory(TextPlan plan) implements PartitionReaderFactory {
        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            return new TextTasksReader(plan, ((TasksPartition) partition).tasks());
        }
    }
}
