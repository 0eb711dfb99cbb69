package dev.lastmile.onnx.spark;

import java.util.List;
import java.util.Set;
import org.apache.spark.ml.Transformer;

/**
 * Writes one type of stage as nodes of a graph.
 *
 * <p>A service: {@link SparkMlExporter} finds converters of your own by {@link java.util.ServiceLoader}, in files {@code
 * META-INF/services/dev.lastmile.onnx.spark.StageConverter} that the class loader of the stage or of the thread sees. It
 * needs a public class with a public constructor without parameters. A stage has one converter: a second one, or one for
 * a type that has a converter already, is rejected by name.
 *
 * <p>Stateless: one converter may be asked for any number of stages.
 *
 * @param <S> exactly this type: a subclass may compute something else
 */
public interface StageConverter<S extends Transformer> {
    /** The type of stage. */
    Class<S> stage();

    /** The names of the parameters that {@link #convert} reads. */
    Set<String> parameters();

    /** The parameters that matter only while the stage is fitted; any other one that is set is rejected by name. */
    default Set<String> trainingParameters() {
        return Set.of();
    }

    /** What {@link #convert} rejects of its parameters' values and of its columns, as short sentences for people. */
    default List<String> rejections() {
        return List.of();
    }

    /**
     * Adds the stage's nodes, which compute what its {@code transform} computes.
     *
     * @throws UnsupportedStageException naming a parameter that has no ONNX form, made by {@link
     *     ConversionContext#unsupported}
     */
    void convert(S stage, ConversionContext graph);
}
