package dev.lastmile.onnx.random;

import dev.lastmile.onnx.OutputParity;
import dev.lastmile.onnx.ParityReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Makes a failing case smaller as long as it fails: the fewest stages first, one at best, and then the fewest rows. */
final class Shrinking {
    private final Function<Case, ParityReport> compared;
    private Case smallest;
    private ParityReport report;

    private Shrinking(Case failing, Function<Case, ParityReport> compared) {
        this.compared = compared;
        this.smallest = failing;
        this.report = compared.apply(failing);
    }

    /**
     * Shrinks a case.
     *
     * @param compared how a case is judged; it may throw for cases that make no sense
     * @return the stage, the row, and what each side says of it
     */
    static String shrunk(Case failing, Function<Case, ParityReport> compared) {
        Shrinking shrinking = new Shrinking(failing, compared);
        shrinking.shrinkStages();
        shrinking.shrinkRows();
        return shrinking.message();
    }

    /** Whether a report says that the two sides differ, and not only that there was nothing to compare. */
    static boolean fails(ParityReport report) {
        return !report.passed() && (report.rows() > 0 || !report.disagreements().isEmpty());
    }

    private void shrinkStages() {
        Case whole = smallest;
        for (int count = 1; count < whole.stages().size(); count++) {
            if (replace(first(whole, count))) {
                break;
            }
        }
        if (smallest.stages().size() > 1 && !aloneWithItsInputs()) {
            for (int i = smallest.stages().size() - 2; i >= 0; i--) {
                replace(without(smallest, i));
            }
        }
    }

    private void shrinkRows() {
        for (int part = Math.max(1, smallest.rows().size() / 2); part >= 1; part /= 2) {
            boolean smaller = true;
            while (smaller && smallest.rows().size() > part) {
                smaller = false;
                List<Row> rows = smallest.rows();
                for (int from = 0; from < rows.size() && !smaller; from += part) {
                    List<Row> some = rows.subList(from, Math.min(rows.size(), from + part));
                    smaller = some.size() < rows.size() && replace(smallest.withRows(List.copyOf(some)));
                }
            }
        }
    }

    /** The last stage alone, where what the stages before it make comes with the rows. */
    private boolean aloneWithItsInputs() {
        List<Transformer> stages = smallest.stages();
        int last = stages.size() - 1;
        try {
            PipelineModel before =
                    new PipelineModel("before", stages.subList(0, last).toArray(Transformer[]::new));
            List<Row> taken = new ArrayList<>();
            StructType schema = null;
            for (Row row : smallest.rows()) {
                try {
                    Dataset<Row> given =
                            before.transform(smallest.withRows(List.of(row)).frame());
                    taken.addAll(given.collectAsList());
                    schema = given.schema();
                } catch (Exception | AssertionError e) { // A row that the stages before reject is none for this stage.
                    continue;
                }
            }
            return schema != null
                    && replace(new Case(List.of(stages.get(last)), schema, taken, made(stages.get(last), schema)));
        } catch (RuntimeException e) {
            return false;
        }
    }

    private boolean replace(Case smaller) {
        if (smaller.outputs().isEmpty() || smaller.rows().isEmpty()) {
            return false;
        }
        try {
            ParityReport tried = compared.apply(smaller);
            if (fails(tried)) {
                smallest = smaller;
                report = tried;
                return true;
            }
        } catch (Exception
                | AssertionError e) { // Stages or rows that do not fit together any more are no smaller case.
            return false;
        }
        return false;
    }

    private static Case first(Case whole, int count) {
        StructType schema = whole.schema();
        for (int i = 0; i < count - 1; i++) {
            schema = whole.stages().get(i).transformSchema(schema);
        }
        Transformer last = whole.stages().get(count - 1);
        return new Case(whole.stages().subList(0, count), whole.schema(), whole.rows(), made(last, schema));
    }

    private static Case without(Case whole, int stage) {
        List<Transformer> fewer = new ArrayList<>(whole.stages());
        fewer.remove(stage);
        return new Case(fewer, whole.schema(), whole.rows(), whole.outputs());
    }

    private static List<String> made(Transformer stage, StructType before) {
        List<String> known = Arrays.asList(before.fieldNames());
        return Arrays.stream(stage.transformSchema(before).fieldNames())
                .filter(name -> !known.contains(name))
                .toList();
    }

    private String message() {
        StringJoiner message = new StringJoiner("\n  ");
        message.add(report.summary());
        for (Transformer stage : smallest.stages()) {
            message.add("stage " + stage.getClass().getSimpleName() + " " + parameters(stage));
        }
        int row = 0;
        for (OutputParity output : report.outputs()) {
            if (!output.passed()) {
                row = output.worst().row();
                message.add("column " + output.name() + "[" + output.worst().position() + "] is "
                        + output.worst().reference() + " in Spark and "
                        + output.worst().onnx() + " in ONNX");
            }
        }
        message.add(smallest.rows().size() + " row" + (smallest.rows().size() == 1 ? "" : "s, such as row " + row)
                + ": " + shown(smallest.rows().get(row)));
        return message.toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> parameters(Transformer stage) {
        Map<String, String> set = new TreeMap<>();
        for (Param<?> param : stage.params()) {
            if (stage.isSet(param)) {
                Object value = stage.getOrDefault(param);
                set.put(
                        param.name(),
                        value instanceof PipelineStage inner
                                ? inner.getClass().getSimpleName()
                                : ((Param<Object>) param).jsonEncode(value));
            }
        }
        return set;
    }

    private String shown(Row row) {
        StringJoiner values = new StringJoiner(", ");
        String[] names = smallest.schema().fieldNames();
        for (int i = 0; i < names.length; i++) {
            if (!RandomData.TARGETS.contains(names[i])) {
                values.add(names[i] + " " + row.get(i));
            }
        }
        return values.toString();
    }
}
