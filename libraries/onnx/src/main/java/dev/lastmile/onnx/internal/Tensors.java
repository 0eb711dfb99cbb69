package dev.lastmile.onnx.internal;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Columns as tensors, and tensors as columns. */
public final class Tensors {
    private Tensors() {}

    /**
     * What a session says of its inputs or outputs.
     *
     * @param kind for messages
     * @throws OnnxModelException naming the first that is no column of values or vectors
     */
    public static List<TensorSpec> specs(String kind, Map<String, NodeInfo> infos) {
        List<TensorSpec> specs = new ArrayList<>();
        infos.forEach((name, info) -> {
            ElementType type = info.getInfo() instanceof TensorInfo tensor
                    ? ElementType.named(tensor.type.name()).orElse(null)
                    : null;
            if (type == null) {
                throw new OnnxModelException("The model's " + kind + " " + name + " is " + info.getInfo()
                        + ", which is no column. Export it with tensors only (scikit-learn: zipmap=False).");
            }
            TensorSpec spec = new TensorSpec(name, type, ((TensorInfo) info.getInfo()).getShape());
            if (spec.shape().length != 1 && !(spec.isVector() && (type.isFloating() || spec.width() == 1))) {
                throw new OnnxModelException("The model's " + kind + " " + spec
                        + " is neither one value per row nor one vector of numbers. Export it with the shape [N] or"
                        + " [N,width].");
            }
            specs.add(spec);
        });
        return List.copyOf(specs);
    }

    /**
     * The tensor of an input; the caller closes it.
     *
     * @param nullString what stands for null in strings; null if nothing does
     * @throws OnnxModelException naming the input, if the batch has no such column or a string in it that no tensor can
     *     have
     */
    public static OnnxTensor tensor(TensorSpec input, Batch rows, String nullString) throws OrtException {
        return tensor(input, rows, nullString, 0);
    }

    /**
     * As {@link #tensor(TensorSpec, Batch, String)}.
     *
     * @param firstRow the number of the first row in messages
     */
    static OnnxTensor tensor(TensorSpec input, Batch rows, String nullString, int firstRow) throws OrtException {
        Column column = rows.column(input.name());
        requireFit(input, column);
        long[] shape = input.shape().length == 1 ? new long[] {rows.rows()} : new long[] {rows.rows(), width(column)};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (column instanceof Column.Doubles doubles) {
            return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(doubles.values()), shape);
        } else if (column instanceof Column.DoubleVectors vectors) {
            return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(vectors.flat()), shape);
        } else if (column instanceof Column.Floats floats) {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats.values()), shape);
        } else if (column instanceof Column.FloatVectors vectors) {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(vectors.flat()), shape);
        } else if (column instanceof Column.Longs longs) {
            return input.type() == ElementType.INT32
                    ? OnnxTensor.createTensor(environment, IntBuffer.wrap(ints(input, longs.values(), firstRow)), shape)
                    : OnnxTensor.createTensor(environment, LongBuffer.wrap(longs.values()), shape);
        } else if (column instanceof Column.Booleans booleans) {
            ByteBuffer bytes = ByteBuffer.wrap(bytes(booleans.values()));
            return OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.BOOL);
        }
        return strings(input, (Column.Strings) column, nullString, firstRow);
    }

    /** The tensor of an input of strings; otherwise as {@link #tensor(TensorSpec, Batch, String, int)}. */
    static OnnxTensor strings(TensorSpec input, Column.Strings column, String nullString, int firstRow)
            throws OrtException {
        String[] values = withoutNull(input, column.values(), nullString, firstRow);
        long[] shape = input.isVector() ? new long[] {values.length, 1} : new long[] {values.length};
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape);
    }

    /**
     * @throws OnnxModelException if the column is null or of another type or width
     */
    public static void requireFit(TensorSpec input, Column column) {
        if (column == null) {
            throw new OnnxModelException("The model takes " + input + ", and the batch has no such column. Add it.");
        }
        if (type(input) != type(column) || !shapeFits(input, column)) {
            throw new OnnxModelException("The model takes " + input + ", and the batch has " + shown(column)
                    + " there. Convert the column.");
        }
    }

    /** The values of an output. */
    public static Column column(TensorSpec output, OnnxTensor tensor) throws OrtException {
        long[] shape = tensor.getInfo().getShape();
        int width = shape.length == 2 ? (int) shape[1] : 1;
        return switch (output.type()) {
            case DOUBLE -> {
                double[] values = tensor.getDoubleBuffer().array();
                yield output.isVector() ? new Column.DoubleVectors(values, width) : new Column.Doubles(values);
            }
            case FLOAT -> {
                float[] values = tensor.getFloatBuffer().array();
                yield output.isVector() ? new Column.FloatVectors(values, width) : new Column.Floats(values);
            }
            case INT64 -> new Column.Longs(tensor.getLongBuffer().array());
            case INT32 ->
                new Column.Longs(Arrays.stream(tensor.getIntBuffer().array())
                        .asLongStream()
                        .toArray());
            case BOOL -> new Column.Booleans(booleans(tensor.getByteBuffer()));
            case STRING -> new Column.Strings(strings(tensor.getValue()));
        };
    }

    /**
     * @throws OnnxModelException if an output has not one value or vector for each row
     */
    public static void requireRows(TensorSpec output, Column column, int rows) {
        if (column.rows() != rows) {
            throw new OnnxModelException("The model's output " + output + " has " + column.rows() + " rows for " + rows
                    + " rows of input. Export the model with outputs that keep the rows: the first dimension may be"
                    + " neither fixed nor aggregated.");
        }
    }

    /** An output for no rows. */
    public static Column none(TensorSpec output) {
        int width = Math.max(output.width(), 0);
        return switch (output.type()) {
            case DOUBLE ->
                output.isVector() ? new Column.DoubleVectors(new double[0], width) : new Column.Doubles(new double[0]);
            case FLOAT ->
                output.isVector() ? new Column.FloatVectors(new float[0], width) : new Column.Floats(new float[0]);
            case INT64, INT32 -> new Column.Longs(new long[0]);
            case BOOL -> new Column.Booleans(new boolean[0]);
            case STRING -> new Column.Strings(new String[0]);
        };
    }

    private static ElementType type(TensorSpec spec) {
        return spec.type() == ElementType.INT32 ? ElementType.INT64 : spec.type();
    }

    private static ElementType type(Column column) {
        if (column instanceof Column.Doubles || column instanceof Column.DoubleVectors) {
            return ElementType.DOUBLE;
        } else if (column instanceof Column.Floats || column instanceof Column.FloatVectors) {
            return ElementType.FLOAT;
        } else if (column instanceof Column.Longs) {
            return ElementType.INT64;
        }
        return column instanceof Column.Booleans ? ElementType.BOOL : ElementType.STRING;
    }

    /** The values of a row: 1 for a column of single values. */
    static int width(Column column) {
        if (column instanceof Column.DoubleVectors vectors) {
            return vectors.width();
        }
        return column instanceof Column.FloatVectors vectors ? vectors.width() : 1;
    }

    // One value per row also fits vectors of one number; a vector never fits a single value.
    private static boolean shapeFits(TensorSpec input, Column column) {
        boolean vectors = column instanceof Column.DoubleVectors || column instanceof Column.FloatVectors;
        if (!input.isVector()) {
            return !vectors;
        }
        return input.width() == -1 || input.width() == width(column);
    }

    private static String shown(Column column) {
        boolean vectors = column instanceof Column.DoubleVectors || column instanceof Column.FloatVectors;
        return type(column) + (vectors ? "[N," + width(column) + "]" : "[N]");
    }

    /**
     * @param firstRow the number of the first row in messages
     * @throws InvalidRowException naming a value that needs more than 32 bits
     */
    static int[] ints(TensorSpec input, long[] values, int firstRow) {
        int[] ints = new int[values.length];
        for (int row = 0; row < values.length; row++) {
            if ((int) values[row] != values[row]) {
                throw new InvalidRowException(
                        "The model takes " + input + ", and row " + (firstRow + row) + " (counted from 0) has "
                                + values[row] + ", which needs more than 32 bits. Correct the value.");
            }
            ints[row] = (int) values[row];
        }
        return ints;
    }

    private static String[] withoutNull(TensorSpec input, String[] values, String nullString, int firstRow) {
        String[] replaced = values;
        for (int row = 0; row < values.length; row++) {
            String value = values[row];
            if (value == null ? nullString == null : value.equals(nullString)) {
                throw new InvalidRowException("The model takes " + input + ", and row " + (firstRow + row)
                        + " (counted from 0) has " + (value == null ? "null" : "the string that stands for null")
                        + " there. Fill it, or leave the row out.");
            }
            if (value != null) {
                requireRepresentable(input, firstRow + row, value, nullString != null);
            }
            if (value == null) {
                replaced = replaced == values ? values.clone() : replaced;
                replaced[row] = nullString;
            }
        }
        return replaced;
    }

    // The graphs of this project, which name a null string, compare with strings as Java hands them over; but a lone
    // surrogate is not a character, and has no encoding in UTF-8: what has scored it cannot log or return it.
    private static void requireRepresentable(TensorSpec input, int row, String value, boolean ownGraph) {
        if (ownGraph ? !ModifiedUtf8.hasLoneSurrogate(value) : !ModifiedUtf8.differs(value)) {
            return;
        }
        throw new InvalidRowException("The model takes " + input + ", and row " + row + " (counted from 0) has "
                + (ModifiedUtf8.hasLoneSurrogate(value)
                        ? "half of a surrogate pair there, which is not a character. Correct the value."
                        : "a character beyond U+FFFF or U+0000 there, which ONNX Runtime does not take from Java as it"
                                + " is. Replace it before the model."));
    }

    private static byte[] bytes(boolean[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return bytes;
    }

    private static boolean[] booleans(ByteBuffer bytes) {
        boolean[] values = new boolean[bytes.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.get() != 0;
        }
        return values;
    }

    // Strings come as String[] or, with the shape [N,1], as String[][].
    private static String[] strings(Object value) {
        return value instanceof String[] flat
                ? flat
                : Arrays.stream((String[][]) value).map(row -> row[0]).toArray(String[]::new);
    }
}
